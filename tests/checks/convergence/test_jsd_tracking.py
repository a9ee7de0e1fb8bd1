"""`jsd-tracking`: passes on the reference, fails where an interval, the tracker, p_g or the training is wrong."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
import torch
from scipy import stats

from gancheck.checks.convergence import jsd_tracking as module
from gancheck.checks.convergence.jsd_tracking import jsd_over_cells
from gancheck.evidence import Status
from gancheck.stability.tracking import Tracker
from gancheck.theory import Gaussian
from tests.checks.convergence import small
from tests.checks.trials import run


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few iterations: enough to compare numbers, not to converge."""
    monkeypatch.setattr(module, "P_DATA", small.P_DATA)
    monkeypatch.setattr(module, "REF_1D", small.RECIPE.replace(iterations=20))
    monkeypatch.setattr(module, "EVERY", 10)


def test_it_passes_on_a_small_recipe(monkeypatch: pytest.MonkeyPatch) -> None:
    """See `small` for how rarely this fails by chance."""
    monkeypatch.setattr(module, "P_DATA", small.P_DATA)
    monkeypatch.setattr(module, "REF_1D", small.RECIPE)
    outcome = run("jsd-tracking")
    assert outcome.status is Status.PASSED, outcome
    steps = outcome.figures[0].series[0].x
    assert steps == tuple(range(0, 801, 100))


@pytest.mark.usefixtures("tiny")
@pytest.mark.parametrize("by", [0.05, -0.05])
def test_shifted_intervals_fail(monkeypatch: pytest.MonkeyPatch, by: float) -> None:
    right = module.binned_jsd

    def shifted(uniforms: Any, *, bins: int, alpha: float) -> Any:
        found = right(uniforms, bins=bins, alpha=alpha)
        width = found.high - found.low
        return dataclasses.replace(found, low=found.low + by + np.sign(by) * width, high=found.high + by)

    monkeypatch.setattr(module, "binned_jsd", shifted)
    outcome = run("jsd-tracking")
    assert outcome.status is Status.FAILED
    assert "intervals miss the JSD over 64 cells" in outcome.diagnosis


class Halved(Tracker):
    """A tracker whose JSD is half of what it is: a forgotten factor."""

    def frame(self) -> Any:
        frame = super().frame()
        frame["jsd"] /= 2
        return frame


@pytest.mark.usefixtures("tiny")
def test_a_tracked_jsd_that_is_off_by_a_factor_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "Tracker", Halved)
    outcome = run("jsd-tracking")
    assert outcome.status is Status.FAILED
    assert "exceeds the exact one" in outcome.diagnosis


@pytest.mark.usefixtures("tiny")
def test_a_p_g_of_another_prior_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    right = module.pushforward
    monkeypatch.setattr(module, "pushforward", lambda generator, prior: right(generator, Gaussian(0.0, 2.0)))
    assert run("jsd-tracking").status is Status.FAILED


@pytest.mark.usefixtures("tiny")
def test_a_run_that_learns_nothing_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "REF_1D", small.IDLE)
    monkeypatch.setattr(module, "EVERY", 40)
    outcome = run("jsd-tracking")
    assert outcome.status is Status.FAILED
    assert outcome.diagnosis == ""


def test_the_jsd_over_cells_is_that_of_the_masses() -> None:
    """By scipy's distribution functions and entropies."""
    edges = stats.norm(1, 2).ppf(np.arange(65) / 64)
    q, p = np.diff(stats.norm(0, 1).cdf(edges)), np.full(64, 1 / 64)
    expected = (stats.entropy(p, (p + q) / 2) + stats.entropy(q, (p + q) / 2)) / 2
    assert jsd_over_cells(Gaussian(1.0, 2.0), Gaussian(0.0, 1.0)) == pytest.approx(expected, abs=1e-9)
    assert jsd_over_cells(Gaussian(), Gaussian()) == pytest.approx(0.0, abs=1e-12)


@pytest.mark.slow
def test_the_reference_passes() -> None:
    assert run("jsd-tracking").status is Status.PASSED


def test_the_uniforms_of_a_draw_are_those_of_scipy() -> None:
    """What the intervals are made from: p_data's own distribution function."""
    x = torch.linspace(-3, 3, 7, dtype=torch.float64)[:, None]
    expected = 0.5 * stats.norm(-1, 0.5).cdf(x.numpy()) + 0.5 * stats.norm(1, 0.5).cdf(x.numpy())
    assert module.P_DATA.rosenblatt(x).numpy() == pytest.approx(expected, abs=1e-12)
