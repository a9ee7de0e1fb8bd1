"""Whether tracing changes the training: each run with and without it from the same seeds, compared bit for bit."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from typing import Any

import pytest

from tests.tracing.corpus.faults import FAULTS
from tests.tracing.corpus.loop import LOOPS
from tests.tracing.interference.experience import Act, AtEnd, Watch, experience, interference
from tests.tracing.interference.machines import MACHINES, SLOW, act_of
from tests.tracing.interference.scripts import script

# Every loop and machine is run twice and compared bit for bit: minutes.
pytestmark = pytest.mark.slow

# Optimizer steps of each player that are watched; every run goes on for more than as many after them.
WINDOW, ITERATIONS = 8, 20

# No optimizer of the watched thread ever steps in the first three, and one that was replaced in the others steps no
# more: their window is open for longer than the run.
_NEVER_FULL = {"ByHand", "Threads", "containers_without_optimizer", "Pickled", "Swapped"}


@pytest.fixture
def traced() -> Watch:
    from gancheck.tracing.session import trace

    return lambda: trace(steps=WINDOW)


def _differs(act: Act, traced: Watch, full: bool = True) -> list[str]:
    """What tracing changes; `full` asks that the hooks are gone before the training is done."""
    found = interference(experience(act, nullcontext), experience(act, traced))
    return found if full else [line for line in found if not line.startswith("at_end: ")]


def _marked(names: dict[str, bool]) -> list[Any]:
    return [pytest.param(name, marks=[pytest.mark.slow] if slow else []) for name, slow in names.items()]


@pytest.mark.parametrize("name", _marked({name: "slow" in loop.notes for name, loop in LOOPS.items()}))
def test_a_loop_of_the_corpus_is_left_alone(name: str, traced: Watch) -> None:
    loop = LOOPS[name]
    act = script(loop.source, str(loop.path), 0, ITERATIONS)
    assert _differs(act, traced, full=name not in _NEVER_FULL) == []


@pytest.mark.parametrize("name", _marked({name: name in SLOW for name in MACHINES}))
def test_a_special_machine_is_left_alone(name: str, traced: Watch) -> None:
    assert _differs(act_of(name), traced, full=name not in _NEVER_FULL) == []


# One fault of every cause, and all scripts that raise.
_FAULTY = {(fault.clause, fault.cause or name): name for name, fault in FAULTS.items()}


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(_FAULTY.values()))
def test_a_faulty_loop_is_left_to_its_fault(name: str, traced: Watch) -> None:
    """The same wrong numbers, the same exception; a loop that never steps is watched to its end."""
    act = script(FAULTS[name].source, FAULTS[name].path, 0, ITERATIONS)
    assert _differs(act, traced, full=False) == []


@pytest.mark.parametrize("name", ["BatchNorm", "OwnHooks", "Copied"])
def test_a_second_window_is_no_worse(name: str, traced: Watch) -> None:
    """Opened in the middle of a run that was watched at its beginning: its optimizers are known by then."""

    def act(at_end: AtEnd) -> Mapping[str, Any]:
        machine = MACHINES[name]()
        for window in windows:
            with window():
                returned = machine.run(at_end)
        return returned

    windows: list[Watch] = [nullcontext, nullcontext]
    without = experience(act, nullcontext)
    windows = [traced, traced]
    assert interference(without, experience(act, nullcontext)) == []
