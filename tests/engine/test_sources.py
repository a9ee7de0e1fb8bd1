import pytest

from gancheck.engine import Sources
from tests.engine.fakes import gans
from tests.engine.fakes.targets import TargetError

FAKES = Sources("tests.engine.fakes.checks", "tests.engine.fakes.targets")


def test_checks_and_targets_are_found_by_name() -> None:
    assert [entry.id for entry in FAKES.catalogue()][:2] == ["value-identity", "mean-of-samples"]
    assert callable(FAKES.find("trains").run)
    assert FAKES.load("good", "cpu").name == "good"
    mine = gans.Swapped()
    assert FAKES.load(mine, "cpu") is mine
    assert FAKES.target_errors() == (TargetError,)


def test_an_unknown_module_says_so() -> None:
    with pytest.raises(ModuleNotFoundError, match="nowhere"):
        Sources("nowhere").catalogue()
