"""Training D alone between known densities: on discriminators known exactly, what counts as success and failure."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import ClassVar

import numpy as np
import pytest
import torch
from scipy import stats
from scipy.integrate import quad
from torch import Tensor

from gancheck.checks import ratio as module
from gancheck.checks.ratio import LOOKS, MINIBATCH, compare, gaps_of, grid, learn
from gancheck.checks.repeated import Run
from gancheck.checks.trial import Trial
from gancheck.targets import Subject, Target
from gancheck.theory import Gaussian, Mixture

P, Q = Gaussian(0.0, 1.0), Gaussian(1.5, 0.5)
GOOD, BAD = 0.008, 0.015


def best(x: Tensor) -> Tensor:
    return P.log_prob(x) - Q.log_prob(x)


class Scripted:
    """A discriminator whose logit depends on how many steps it was given alone, and is 0 before the first."""

    output = "logits"
    logit: ClassVar[Callable[[Tensor, int], Tensor]]

    def __init__(self) -> None:
        self.steps = 0

    def discriminator_step(self, real: Tensor, fake: Tensor) -> None:
        assert real.shape == fake.shape == (MINIBATCH, 1)
        self.steps += 1

    def discriminate(self, x: Tensor) -> Tensor:
        return type(self).logit(x.double(), self.steps) if self.steps else torch.zeros(len(x))


def _scripted(logit: Callable[[Tensor, int], Tensor]) -> type[Scripted]:
    return type("Made", (Scripted,), {"logit": staticmethod(logit)})


def _trained(logit: Callable[[Tensor, int], Tensor]) -> Subject:
    gan = _scripted(logit)()
    gan.steps = 1
    return Subject(gan)


def _learn(logit: Callable[[Tensor, int], Tensor]) -> Run[module.Learned]:
    return learn(Trial(Target("t", _scripted(logit)), 0, 1e-3), 1, P, Q, good=GOOD, bad=BAD)


def _gap(logit: Callable[[float], float]) -> float:
    """V(D*) - V(D) by scipy: the integral of p + q times KL of two Bernoullis."""
    p, q = stats.norm(0, 1), stats.norm(1.5, 0.5)

    def at(x: float) -> float:
        a, b, t = p.pdf(x), q.pdf(x), logit(x)
        both = [(a, a / (a + b), 1 / (1 + math.exp(-t))), (b, b / (a + b), 1 / (1 + math.exp(t)))]
        return sum(w * math.log(d / e) for w, d, e in both if w > 0)

    return float(quad(at, -9, 9, limit=500, points=[0, 1.5])[0])


@pytest.mark.parametrize("shift", [0.0, 0.3, -1.0])
def test_the_gaps_are_those_of_scipy(shift: float) -> None:
    subject = _trained(lambda x, _: best(x) + shift)

    def ratio(x: float) -> float:
        return stats.norm(0, 1).logpdf(x) - stats.norm(1.5, 0.5).logpdf(x)

    gap, inverted = gaps_of(subject, P, Q)
    assert gap == pytest.approx(_gap(lambda x: ratio(x) + shift), abs=1e-4)
    assert inverted == pytest.approx(_gap(lambda x: -ratio(x) - shift), rel=1e-4)


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_an_output_that_is_not_finite_is_infinitely_far(value: float) -> None:
    subject = _trained(lambda x, _: torch.where(x[:, 0] > 1, value, 0.0))
    assert gaps_of(subject, P, Q) == (math.inf, math.inf)


def test_the_optimum_succeeds_at_the_first_look() -> None:
    run = _learn(lambda x, _: best(x))
    assert run.success is True
    assert run.seen.steps == LOOKS[0]
    assert run.value == run.seen.gap == pytest.approx(0.0, abs=1e-4)
    assert not run.seen.inverted


def test_one_minus_the_optimum_succeeds_and_is_told() -> None:
    run = _learn(lambda x, _: -best(x))
    assert run.success is True
    assert run.seen.inverted
    assert run.value == run.seen.inverted_gap < GOOD < run.seen.gap


def test_what_rests_away_from_the_optimum_fails_at_the_second_look() -> None:
    run = _learn(lambda x, _: best(x) + 1.0)
    assert run.success is False
    assert run.seen.steps == LOOKS[1]
    assert run.value > BAD


def test_what_rests_between_good_and_bad_has_no_say() -> None:
    def ratio(x: float) -> float:
        return float(stats.norm(0, 1).logpdf(x) - stats.norm(1.5, 0.5).logpdf(x))

    shift = 0.32
    run = _learn(lambda x, _: best(x) + shift)
    assert run.success is None
    assert GOOD < run.value < BAD
    assert run.value == pytest.approx(_gap(lambda x: ratio(x) + shift), abs=1e-4)
    assert run.seen.steps == LOOKS[-1]


def test_what_still_shrinks_has_no_say_and_what_arrives_late_succeeds() -> None:
    shrinking = _learn(lambda x, steps: best(x) + 30.0 / math.sqrt(steps))
    assert shrinking.success is None
    assert shrinking.value > BAD
    assert shrinking.seen.steps == LOOKS[-1]
    arriving = _learn(lambda x, steps: best(x) + 250.0 / steps)
    assert arriving.success is True
    assert LOOKS[0] < arriving.seen.steps < LOOKS[-1]


def test_what_diverges_fails() -> None:
    run = _learn(lambda x, _: best(x) * math.nan)
    assert run.success is False
    assert run.value == math.inf
    assert "not finite" in compare(P, Q, run.seen, [run])[1]


def test_what_never_moves_fails_and_is_told() -> None:
    run = _learn(lambda x, _: torch.zeros(len(x)))
    assert run.success is False
    assert "does not change" in compare(P, Q, run.seen, [run])[1]


def test_the_grid_reaches_beyond_every_mode() -> None:
    x = grid(Mixture([Gaussian(-3.0, 0.5), Gaussian(2.0, 0.5)]), Gaussian(5.0, 0.1), scales=2.0, points=11)
    assert x.shape == (11, 1)
    assert float(x[0]) < -3.0
    assert float(x[-1]) > 5.0
    assert torch.allclose(x.diff(dim=0), x[1] - x[0])


def test_the_comparison_points_at_the_worst_place_and_names_the_fault() -> None:
    run = _learn(lambda x, _: best(x) + math.log(2.0))
    at, diagnosis, figure = compare(P, Q, run.seen, [run])
    assert diagnosis == "the expectation over real data weighs 2.00 times the one over fakes"
    d, d_best, p, q = (np.array(series.y) for series in figure.series)
    assert [series.name for series in figure.series] == ["D", "D*", "p_data", "p_g"]
    assert d == pytest.approx(2 * p / (2 * p + q), abs=1e-6)
    assert d_best == pytest.approx(p / (p + q), abs=1e-9)
    worst = int(np.argmax((p + q) * np.abs(d - d_best)))
    assert at == f"x = {figure.series[0].x[worst]:.2f}: D = {d[worst]:.3f}, D* = {d_best[worst]:.3f}"
