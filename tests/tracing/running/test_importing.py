import importlib
import sys
from collections.abc import Iterator
from importlib.machinery import SourceFileLoader
from pathlib import Path

import pytest

from gancheck.tracing.running.importing import after_import

NAME = "imported_once"


@pytest.fixture(autouse=True)
def clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.syspath_prepend(tmp_path)
    before = list(sys.meta_path)
    yield
    sys.modules.pop(NAME, None)
    sys.meta_path[:] = before


def test_it_is_called_once_when_the_module_is_whole(tmp_path: Path) -> None:
    (tmp_path / f"{NAME}.py").write_text("ready = True")
    found: list[bool] = []
    finders = list(sys.meta_path)
    after_import(NAME, lambda: found.append(sys.modules[NAME].ready))
    assert found == []
    module = importlib.import_module(NAME)
    importlib.import_module(NAME)
    assert found == [True]
    assert sys.meta_path == finders
    # Nothing of it shows on the module.
    assert type(module.__loader__) is SourceFileLoader
    assert vars(module.__loader__).keys() == {"name", "path"}


def test_a_module_that_is_there_already_is_enough(tmp_path: Path) -> None:
    found: list[int] = []
    after_import("sys", lambda: found.append(1))
    assert found == [1]


def test_an_import_that_fails_may_be_tried_again(tmp_path: Path) -> None:
    found: list[int] = []
    after_import(NAME, lambda: found.append(1))
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module(NAME)
    (tmp_path / f"{NAME}.py").write_text("1 / 0")
    importlib.invalidate_caches()
    with pytest.raises(ZeroDivisionError):
        importlib.import_module(NAME)
    assert found == []
    (tmp_path / f"{NAME}.py").write_text("fine = 1  # longer than before")
    importlib.invalidate_caches()
    importlib.import_module(NAME)
    assert found == [1]


def test_other_modules_are_not_touched() -> None:
    after_import(NAME, lambda: pytest.fail("not imported"))
    sys.modules.pop("this", None)
    assert importlib.util.find_spec("this") is not None
