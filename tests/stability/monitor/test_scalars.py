"""Numbers go to TensorBoard where it is installed; a writer of one's own will do."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from gancheck.stability.monitor import InstabilityWarning
from gancheck.stability.state import State
from tests.stability.monitor.runs import monitor, stepped

INSTALLED = importlib.util.find_spec("tensorboard") is not None


class Writer:
    def __init__(self) -> None:
        self.scalars: dict[str, list[tuple[int, float]]] = {}
        self.texts: list[tuple[str, str, int]] = []
        self.flushed = 0

    def add_scalar(self, tag: str, scalar_value: float, global_step: int) -> None:
        self.scalars.setdefault(tag, []).append((global_step, scalar_value))

    def add_text(self, tag: str, text_string: str, global_step: int) -> None:
        self.texts.append((tag, text_string, global_step))

    def flush(self) -> None:
        self.flushed += 1


def test_every_known_number_of_every_snapshot_and_every_alarm() -> None:
    writer = Writer()
    watched = monitor(State.HEALTHY, State.STUCK, tensorboard=writer)
    with pytest.warns(InstabilityWarning):
        stepped(watched, 3)
    expected = [(snapshot.step, snapshot.jsd.estimate) for snapshot in watched.snapshots if snapshot.jsd]
    assert writer.scalars["gancheck/jsd"] == expected
    assert len(expected) == 3
    assert {"gancheck/criterion", "gancheck/discriminator_bound", "gancheck/modes/7"} <= set(writer.scalars)
    assert "gancheck/kernel" not in writer.scalars  # not known here
    assert writer.texts == [("gancheck/alarms", str(watched.alarms[0]), 2)]
    assert writer.flushed >= 3


@pytest.mark.skipif(INSTALLED, reason="tensorboard is installed")
def test_where_it_is_missing_is_one_sentence() -> None:
    with pytest.raises(ValueError, match=r"tensorboard='runs/x' needs the package tensorboard: install it with pip"):
        monitor(tensorboard="runs/x")


@pytest.mark.skipif(not INSTALLED, reason="tensorboard is not installed")
def test_a_folder_gets_a_file(tmp_path: Path) -> None:
    stepped(monitor(tensorboard=tmp_path), 1)
    assert list(tmp_path.iterdir())
