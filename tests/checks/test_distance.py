"""The distance of p_g to p_data: exact against scipy's quadrature, over cells within its bounds, and what is wrong."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
import pytest
import torch
from scipy import stats
from scipy.integrate import quad
from torch import Tensor, nn

from gancheck.checks import distance as module
from gancheck.checks.distance import SAMPLES, Distance, counts, distance, explain, figure
from gancheck.targets import Subject
from gancheck.theory import Density, Gaussian, IntegrationError, Mixture

TWO = Mixture([Gaussian(-1.0, 0.5), Gaussian(1.0, 0.5)])


class Affine:
    """p_g = N(shift, scale): with `prior` its density is known, without it is sampled."""

    def __init__(self, shift: float, scale: float) -> None:
        self.generator = nn.Linear(1, 1, dtype=torch.float64)
        with torch.no_grad():
            self.generator.weight.fill_(scale)
            self.generator.bias.fill_(shift)

    def sample(self, n: int) -> Tensor:
        return self.generator(torch.randn(n, 1, dtype=torch.float64))


class Known(Affine):
    prior = Gaussian()


def _jsd(p: Any, q: Any) -> float:
    """Of two frozen scipy distributions, by scipy's quadrature over the entropies' integrand."""

    def at(x: float) -> float:
        a, b = p.pdf(x), q.pdf(x)
        middle = (a + b) / 2
        return sum(0.5 * t * math.log(t / middle) for t in (a, b) if t > 0)

    return float(quad(at, -12, 12, limit=400, points=[-1, 0, 1])[0])


def _found(samples: Tensor, density: Density | None = None) -> Distance:
    return Distance(0.1, 0.1, 0.1, True, samples, density)


@pytest.mark.parametrize(("shift", "scale"), [(0.0, 1.0), (0.5, 1.0), (0.0, 0.4), (2.0, 0.7)])
def test_exact_and_over_cells(shift: float, scale: float) -> None:
    """The interval over cells misses with probability 0.05 at most, in one of four: its low end alone is held to
    bound the JSD, at a wrong alarm of 0.025 by its guarantee and far less in truth."""
    expected = _jsd(stats.norm(), stats.norm(shift, scale))
    exact = distance(Subject(Known(shift, scale)), Gaussian(), 1)
    assert exact.exact
    assert exact.kind == "exact p_g, by quadrature"
    assert exact.low <= exact.jsd <= exact.high
    assert exact.jsd == pytest.approx(expected, abs=2e-6)
    over_cells = distance(Subject(Affine(shift, scale)), Gaussian(), 1)
    assert not over_cells.exact
    assert over_cells.kind == "64 cells of equal mass, 16384 samples"
    assert over_cells.low <= expected
    assert over_cells.jsd == pytest.approx(expected, abs=0.02)
    assert len(over_cells.samples) == SAMPLES


class Averaged(Known):
    """Samples from an average, and shows another generator."""

    def sample(self, n: int) -> Tensor:
        return super().sample(n) + 0.1


def test_a_generator_that_the_samples_are_not_from_is_not_taken_for_exact() -> None:
    found = distance(Subject(Averaged(0.0, 1.0)), Gaussian(), 1)
    assert not found.exact
    assert found.low <= _jsd(stats.norm(), stats.norm(0.1, 1.0))


def test_where_quadrature_gives_up_the_cells_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise IntegrationError("too many kinks")

    monkeypatch.setattr(module, "jsd", fails)
    found = distance(Subject(Known(0.5, 1.0)), Gaussian(), 1)
    assert not found.exact
    assert found.density is None


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_samples_that_are_not_finite_are_as_far_as_can_be(value: float) -> None:
    class Broken(Known):
        def sample(self, n: int) -> Tensor:
            x = super().sample(n)
            x[n // 2] = value
            return x

    found = distance(Subject(Broken(0.0, 1.0)), Gaussian(), 1)
    assert found.jsd == found.low == found.high == math.log(2.0)
    assert explain(Gaussian(), found) == "training diverged: the generator's samples are not finite"
    figure(Gaussian(), found, "title")


def test_modes_are_counted_by_the_nearest_within_three_scales() -> None:
    x = torch.tensor([-1.0, -0.1, 0.2, 1.0, 2.4, 2.6, -9.0], dtype=torch.float64)[:, None]
    assert counts(TWO, x) == [2, 3]


def test_a_narrow_mode_does_not_take_from_a_wide_one() -> None:
    """0.4 is nearer to 0, but 4 scales away from it and 0.6 from the other."""
    assert counts(Mixture([Gaussian(0.0, 0.1), Gaussian(1.0, 1.0)]), torch.tensor([[0.4]]).double()) == [0, 1]


@pytest.mark.parametrize(
    ("samples", "text"),
    [
        (torch.full((100, 1), 0.25), "the generator is constant: all its samples are 0.25"),
        (torch.linspace(0.5, 1.5, 2000)[:, None], "collapsed: the mode at -1 has mass 0.000, expected 0.5"),
        (
            torch.linspace(8, 9, 2000)[:, None],
            "collapsed: the mode at -1 has mass 0.000, expected 0.5, the mode at 1 has mass 0.000, expected 0.5",
        ),
    ],
)
def test_what_is_wrong_is_named(samples: Tensor, text: str) -> None:
    assert text in explain(TWO, _found(samples.double()))


def test_without_lost_modes_mean_and_width_are_told() -> None:
    x = torch.from_numpy(np.asarray(stats.norm(0.3, 1.5).ppf(np.arange(1, 2000) / 2000)))[:, None]
    told = re.fullmatch(
        r"p_g has mean (\S+) and standard deviation (\S+), p_data (\S+) and (\S+)", explain(Gaussian(), _found(x))
    )
    assert told is not None
    assert [float(number) for number in told.groups()] == pytest.approx([0.3, 1.5, 0.0, 1.0], abs=0.02)


@pytest.mark.parametrize("source", [Known, Affine])
def test_the_figure_shows_two_densities(source: type[Affine]) -> None:
    found = distance(Subject(source(0.0, 1.0)), Gaussian(), 1)
    shown = figure(Gaussian(), found, "title")
    assert [series.name for series in shown.series] == ["p_data", "p_g"]
    for series in shown.series:
        assert np.trapezoid(series.y, series.x) == pytest.approx(1.0, abs=0.01)
