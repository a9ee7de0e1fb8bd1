import math
from itertools import pairwise

import numpy as np
import pytest
import torch
from scipy import integrate, stats

from gancheck.theory.densities import Beta, Uniform


def test_at_the_ends() -> None:
    ends = torch.tensor([[0.0], [1.0]], dtype=torch.float64)
    assert Beta(0.5, 0.5).log_prob(ends).tolist() == [math.inf, math.inf]
    assert Beta(2, 3).log_prob(ends).tolist() == [-math.inf, -math.inf]
    assert Beta(1, 2).log_prob(ends).tolist() == [pytest.approx(math.log(2)), -math.inf]


def test_beyond_the_ends_there_is_nothing() -> None:
    beyond = torch.tensor([[-2.1], [-1e300], [3.1], [math.inf]], dtype=torch.float64)
    for density in (Beta(2, 3, -2, 3), Beta(0.5, 0.5, -2, 3), Beta(1, 1, -2, 3)):
        assert density.log_prob(beyond).tolist() == [-math.inf] * 4
        assert density.cdf(beyond).tolist() == [0, 0, 1, 1]
        assert density.survival(beyond).tolist() == [1, 1, 0, 0]


def test_both_ends_keep_their_digits() -> None:
    # Beta(2, 3): F(x) = 6x^2 - 8x^3 + 3x^4, and 1 - F(1 - y) = 4y^3 - 3y^4.
    tiny = torch.tensor([1e-100, 1e-12], dtype=torch.float64)[:, None]
    np.testing.assert_allclose(Beta(2, 3).cdf(tiny), 6 * tiny[:, 0] ** 2, rtol=1e-11)
    near_1 = 1 - 2.0**-40
    assert Beta(2, 3).survival(torch.tensor([near_1], dtype=torch.float64)).item() == pytest.approx(
        4 * 2.0**-120 - 3 * 2.0**-160, rel=1e-13
    )


def test_1_and_1_are_uniform() -> None:
    x = torch.linspace(-2, 5, 71, dtype=torch.float64)[:, None]
    torch.testing.assert_close(Beta(1, 1, -1, 4).log_prob(x), Uniform(-1, 4).log_prob(x), rtol=1e-14, atol=0)


def test_a_singular_density_has_mass_1() -> None:
    density = Beta(0.5, 0.3)

    def regular(x: float) -> float:
        # What is left of the density when QUADPACK's algebraic weights take the two singularities out.
        x = min(max(x, 1e-300), 1 - 2.0**-53)
        height = density.log_prob(torch.tensor([x], dtype=torch.float64)).item()
        return math.exp(height + 0.5 * math.log(x) + 0.7 * math.log1p(-x))

    mass, _ = integrate.quad(regular, 0, 1, weight="alg", wvar=(-0.5, -0.7))
    assert mass == pytest.approx(1, abs=1e-10)


@pytest.mark.parametrize(
    ("a", "b", "center"),
    [(2, 3, 1 / 3), (1, 3, 0), (3, 1, 1), (0.5, 2, 0), (2, 0.5, 1), (1, 1, 0.5), (0.5, 1, 0)],
)
def test_the_mode_is_where_the_density_is_greatest(a: float, b: float, center: float) -> None:
    (mode,) = Beta(a, b, 0, 2).modes
    assert mode.center == (pytest.approx(2 * center),)
    x = torch.linspace(1e-6, 2 - 1e-6, 1001, dtype=torch.float64)[:, None]
    heights = Beta(a, b, 0, 2).log_prob(x)
    if (a, b) != (1, 1):
        assert float(x[heights.argmax()]) == pytest.approx(2 * center, abs=2e-3)


def test_two_infinite_ends_have_no_listed_modes() -> None:
    assert Beta(0.5, 0.5).modes == ()


@pytest.mark.parametrize(("a", "b"), [(0.01, 0.02), (0.5, 0.3), (1, 1), (30, 2)])
def test_mean_and_standard_deviation(a: float, b: float) -> None:
    law = stats.beta(a, b, -1, 3)
    density = Beta(a, b, -1, 2)
    assert density.center == (pytest.approx(law.mean()),)
    assert density.scale == pytest.approx(law.std())


def test_tiny_shapes_draw_both_ends_in_the_right_shares() -> None:
    n = 20_000
    draws = Beta(0.01, 0.02).sample(n, generator=torch.Generator().manual_seed(0))
    assert draws.isfinite().all()
    upper = int((draws > 0.5).sum())
    # A binomial count, two-sided at 1e-6.
    assert stats.binomtest(upper, n, float(stats.beta(0.01, 0.02).sf(0.5))).pvalue > 1e-6


def test_no_landmark_is_next_to_an_end() -> None:
    # The mean and 3 standard deviations of Beta(2, 3) are the high end, to rounding.
    marks = Beta(2, 3, -4, 1.6).landmarks
    assert marks[0] == -4
    assert marks[-1] == 1.6
    assert min(right - left for left, right in pairwise(marks)) > 0.1


def test_repr() -> None:
    assert repr(Beta(2, 3)) == "Beta(2, 3)"
    assert repr(Beta(2, 3, -1, 1)) == "Beta(2, 3) on [-1, 1]"


def test_wrong_parameters_are_named() -> None:
    with pytest.raises(ValueError, match="Beta: a must be positive, not 0"):
        Beta(0, 1)
    with pytest.raises(ValueError, match="Beta: low must be below high"):
        Beta(1, 1, 2, 1)
