"""The real thing, on small sizes: workers of this tree, of a slower one, and of one that cannot run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gancheck.bench.against import measuring
from gancheck.bench.against.measuring import count_tree, measure, step_seconds
from gancheck.bench.against.nursery import ARMS, Broken, hatch
from gancheck.bench.child import ChildError
from gancheck.bench.size import Size

ROOT = Path(__file__).parents[3]
SMALL = Size(8, 8)
THEORY = "def ring(): ...\n"
TRAINING = """
import time
from dataclasses import dataclass

class Recipe:
    def replace(self, **changes): return self

REF = Recipe()
def Network(widths): ...

class Trainer:
    def __init__(self, p_data, recipe, seed): ...
    def run(self, iterations):
        end = time.thread_time() + {cost} * iterations
        while time.thread_time() < end: ...
"""


def tree(folder: Path, cost: str) -> Path:
    """A tree with a step that takes so many seconds."""
    package = folder / "gancheck"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "theory.py").write_text(THEORY)
    (package / "training.py").write_text(TRAINING.format(cost=cost))
    return folder


def test_each_tree_runs_its_own_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measuring, "FEWEST", 2)
    monkeypatch.setattr(measuring, "ROUNDS", 8)
    seen: list[float] = []
    old, new = tree(tmp_path / "old", ".001"), tree(tmp_path / "new", ".002")
    times, calls = measure(old, new, SMALL, seconds=0.01, progress=seen.append)
    assert set(times) == set(ARMS)
    assert {(len(each), len(each[0])) for each in times.values()} == {(2, 8)}
    before, after = step_seconds(times, calls)
    assert before == pytest.approx(0.001, rel=0.2)
    assert after == pytest.approx(0.002, rel=0.2)
    assert seen[0] == 0.0


@pytest.mark.parametrize(
    ("cost", "match"),
    [
        ("undefined", "raised NameError: name 'undefined' is not defined in .*new"),
        ("(__import__('os')._exit(3))", "died in .*new"),
        ("(__import__('os').kill(__import__('os').getpid(), 9))", "died in .*new"),
    ],
)
def test_a_tree_that_cannot_run_is_named(tmp_path: Path, cost: str, match: str) -> None:
    with pytest.raises(ChildError, match=match):
        measure(tree(tmp_path / "old", ".001"), tree(tmp_path / "new", cost), SMALL, seconds=1.0)


def test_counting_in_this_tree() -> None:
    found = count_tree(ROOT, (SMALL,))
    assert found[SMALL].aten > 64 * 20
    assert found == count_tree(ROOT, (SMALL,))


# Python 3.12 warns of forks beside threads; a nursery has none.
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_worker_ends_with_its_pipes(tmp_path: Path) -> None:
    worker = hatch(str(tmp_path), lambda: lambda calls: None)
    assert worker.answer() == {"ready": True}
    assert worker.ask(calls=3)["seconds"] >= 0
    worker.commands.close()
    assert os.waitpid(worker.pid, 0)[1] == 0
    with pytest.raises(Broken, match="died in"):
        worker.answer()
    worker.replies.close()
