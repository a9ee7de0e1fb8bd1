"""The comparison itself: it sees no interference where there is none, and every one that there is."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import nullcontext

import pytest
import torch
from torch.nn.modules import module as module_globals

from tests.tracing.corpus.loop import LOOPS
from tests.tracing.interference.experience import Act, experience, interference
from tests.tracing.interference.machines import MACHINES, SLOW, act_of
from tests.tracing.interference.meddling import MEDDLERS
from tests.tracing.interference.scripts import script

# Every loop and machine is run twice and compared bit for bit: minutes.
pytestmark = pytest.mark.slow

_QUIET = ("containers_trainer", "containers_functional", "containers_loader", "containers_weight_norm")


def _act(loop: str, steps: int = 8) -> Act:
    return script(LOOPS[loop].source, str(LOOPS[loop].path), 0, steps)


@pytest.fixture
def _mended() -> Iterator[None]:
    """Put back what some meddlers leave broken on purpose."""
    randn, forward = torch.randn, dict(module_globals._global_forward_hooks)
    yield
    torch.randn = randn
    torch.autograd.set_detect_anomaly(False)
    for key in set(module_globals._global_forward_hooks) - set(forward):
        del module_globals._global_forward_hooks[key]
    gc.collect()


@pytest.mark.parametrize("loop", _QUIET)
def test_two_runs_alike_do_not_differ(loop: str) -> None:
    assert interference(experience(_act(loop), nullcontext), experience(_act(loop), nullcontext)) == []


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow] if name in SLOW else []) for name in MACHINES]
)
def test_two_runs_of_a_machine_do_not_differ(name: str) -> None:
    first, second = (experience(act_of(name), nullcontext) for _ in range(2))
    assert interference(first, second) == []
    assert first.raised == ""


def test_another_seed_differs() -> None:
    loop = LOOPS["containers_trainer"]
    first, second = (experience(script(loop.source, str(loop.path), seed, 8), nullcontext) for seed in (0, 1))
    assert len(interference(first, second)) > 10


@pytest.mark.usefixtures("_mended")
@pytest.mark.parametrize("name", MEDDLERS)
def test_every_meddler_is_seen_for_what_it_does(name: str) -> None:
    # The loop has batch norm, Adam's moments and prints.
    act, meddler = _act("containers_trainer"), MEDDLERS[name]
    found = interference(experience(act, nullcontext), experience(act, meddler.watch))
    assert any(line.startswith(meddler.shows) for line in found), found
