"""The monitor under the real rules, for whatever is known: it judges, and it never fails by itself."""

from __future__ import annotations

import warnings
from typing import Any

import pytest
import torch
from torch import Tensor

import gancheck
from gancheck.stability.state import State
from gancheck.theory import Gaussian
from tests.stability.monitor.runs import RING, nets, noise

GENERATOR, DISCRIMINATOR = nets()
PLAYERS: dict[str, Any] = {"generator": GENERATOR, "discriminator": DISCRIMINATOR, "noise": noise}
ROWS = RING.sample(1000, generator=torch.Generator().manual_seed(0)).float()
KNOWN: dict[str, dict[str, Any]] = {
    "p_data": PLAYERS | {"p_data": RING},
    "data": PLAYERS | {"data": ROWS},
    "black box": {"sample": lambda n: GENERATOR(noise(n)), "data": ROWS},
    "black box, p_data": {"sample": lambda n: GENERATOR(noise(n)), "p_data": RING},
    "neither": PLAYERS,
    "nothing but fakes": {"sample": lambda n: GENERATOR(noise(n))},
    "one mode": {"sample": lambda n: torch.randn(n, 1), "p_data": Gaussian()},
}


def _run(steps: int | None, given: dict[str, Any], real: Tensor | None = None) -> gancheck.MonitorReport:
    monitor = gancheck.Monitor(**given, steps=steps, every=1, samples=320, on_alarm=lambda alarm: None)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a fault would be told as a warning
        for _ in range(40):
            monitor.step(d_loss=1.0, g_loss=1.0, real=real)
    return monitor.report()


@pytest.mark.parametrize("steps", [None, 40, 200])
@pytest.mark.parametrize("known", KNOWN)
def test_every_kind_of_knowledge_is_judged(known: str, steps: int | None) -> None:
    report = _run(steps, KNOWN[known])
    assert len(report.record.snapshots) == 40
    assert not report.record.unseen
    assert str(report)
    if known in ("nothing but fakes", "one mode"):
        assert report.state is (State.UNJUDGED if steps == 200 else State.HEALTHY)


def test_an_untrained_generator_is_found_where_something_is_known() -> None:
    for known in ("p_data", "data", "black box", "black box, p_data"):
        assert _run(40, KNOWN[known]).state not in (State.HEALTHY, State.UNSEEN), known


def test_a_run_too_short_to_be_judged_says_so_and_what_it_lost() -> None:
    """Nothing was called healthy of three snapshots, whatever they showed."""
    given = {"sample": lambda n: torch.zeros(n, 2), "p_data": RING}
    monitor = gancheck.Monitor(**given, every=10, samples=2048, on_alarm=lambda alarm: None)
    for _ in range(20):
        monitor.step()
    report = monitor.report()
    assert report.state is State.UNJUDGED
    assert str(report).splitlines()[0] == "not judged (2 of 4 snapshots) after 20 steps, 2 snapshots"
    assert len(report.record.lost) == len(report.record.modes) > 1


def test_neither_says_something_by_the_rows_of_the_steps() -> None:
    assert _run(40, PLAYERS, real=RING.sample(128)).record.snapshots[0].spread > 0


@pytest.mark.parametrize("steps", [None, 100])
def test_what_is_no_number_is_diverged_at_once(steps: int | None) -> None:
    report = _run(steps, {"sample": lambda n: torch.full((n, 2), torch.nan), "p_data": RING})
    assert report.alarms[0].state is State.DIVERGED
    assert report.alarms[0].step == 1


def test_without_a_budget_a_jsd_that_comes_back_is_found() -> None:
    calls = iter(range(1000))

    def sample(n: int) -> Tensor:
        """The ring itself for twenty snapshots of two calls each, and then its middle."""
        return RING.sample(n) if next(calls) < 40 else torch.zeros(n, 2)

    report = _run(None, {"sample": sample, "p_data": RING})
    assert report.alarms
    assert 21 < report.alarms[0].step <= 26


@pytest.mark.parametrize(("steps", "said"), [(None, True), (40, False)])
def test_what_is_not_said_without_a_budget_is_told(steps: int | None, said: bool) -> None:
    basis = _run(steps, KNOWN["black box, p_data"]).record.basis
    assert any("Healthy does not say that p_g comes near p_data." in sentence for sentence in basis) is said
