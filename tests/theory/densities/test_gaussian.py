import math
import pickle

import mpmath
import numpy as np
import pytest
import torch
from scipy import stats

from gancheck.theory.densities import Gaussian, GaussianNd
from tests.theory.densities.families import FALSE_ALARM

NODES = torch.tensor([[0.3, -1.0, 2.0], [5.0, 0.0, -3.0]], dtype=torch.float64)


@pytest.mark.parametrize("z", [-37.0, -20.0, -8.0, -1.0, 0.0, 3.0])
def test_both_tails_keep_their_digits(z: float) -> None:
    exact = float(mpmath.ncdf(z))
    left = Gaussian(1.0, 2.0).cdf(torch.tensor([1 + 2 * z], dtype=torch.float64))
    right = Gaussian(1.0, 2.0).survival(torch.tensor([1 - 2 * z], dtype=torch.float64))
    # exp(-z^2 / 2) turns the rounding of z into z^2 times as much.
    assert float(left) == pytest.approx(exact, rel=1e-15 * (4 + z**2))
    assert float(right) == pytest.approx(exact, rel=1e-15 * (4 + z**2))


def test_std_is_the_standard_deviation() -> None:
    draws = Gaussian(3.0, 0.1).sample(100_000, generator=torch.Generator().manual_seed(0))
    # The mean square is chi-square with n degrees of freedom: two-sided test at FALSE_ALARM.
    statistic = float((draws - 3).square().sum() / 0.01)
    low, high = stats.chi2(100_000).ppf([FALSE_ALARM / 2, 1 - FALSE_ALARM / 2])
    assert low < statistic < high


def test_repr() -> None:
    assert repr(Gaussian()) == "N(0, 1)"
    assert repr(Gaussian(-1, 0.5)) == "N(-1, 0.5)"
    assert repr(GaussianNd((2, 0), 0.02)) == "N((2, 0), 0.02)"
    assert repr(GaussianNd((2, 0), (1, 2))) == "N((2, 0), (1, 2))"
    assert repr(GaussianNd((0,) * 100)) == "N(0, 1)^100"


def test_equality_is_by_value() -> None:
    assert Gaussian(0, 1) == Gaussian(0.0, 1.0)
    assert GaussianNd([0, 1], 2) == GaussianNd((0.0, 1.0), (2.0, 2.0))
    assert GaussianNd([0, 1], 2) != GaussianNd([0, 1], 3)
    assert len({GaussianNd([0, 1], 2), GaussianNd([0, 1], [2, 2])}) == 1


@pytest.mark.parametrize(
    ("build", "error", "sentence"),
    [
        (lambda: Gaussian(0, 0), ValueError, "Gaussian: std must be positive, not 0"),
        (lambda: Gaussian(0, -1), ValueError, "Gaussian: std must be positive, not -1"),
        (lambda: Gaussian(math.nan, 1), ValueError, "Gaussian: mean must be finite, not nan"),
        (lambda: Gaussian("a", 1), TypeError, "Gaussian: mean must be a number, not 'a'"),
        (lambda: GaussianNd((), 1), ValueError, "GaussianNd: mean must have at least one entry"),
        (lambda: GaussianNd((0, 0), (1,)), ValueError, "mean has 2 entries and std has 1"),
        (lambda: GaussianNd((0, 0), (1, -1)), ValueError, r"std\[1\] must be positive, not -1"),
        (lambda: GaussianNd((0, 0), -1), ValueError, r"std must be positive, not -1"),
        (lambda: GaussianNd((0, 0), "a"), TypeError, "std"),
    ],
)
def test_wrong_parameters_are_named(build: object, error: type[Exception], sentence: str) -> None:
    with pytest.raises(error, match=sentence):
        build()


def test_log_density_in_space_is_scipys() -> None:
    density = GaussianNd((1, 0, -1), (1, 2, 0.5))
    expected = stats.multivariate_normal([1, 0, -1], np.diag([1, 4, 0.25])).logpdf(NODES.numpy())
    np.testing.assert_allclose(density.log_prob(NODES), expected, rtol=1e-13)


def test_coordinates_are_independent() -> None:
    density = GaussianNd((1, 0, -1), (1, 2, 0.5))
    by_coordinate = [density.marginal(i).cdf(NODES[:, i : i + 1]) for i in range(3)]
    torch.testing.assert_close(density.rosenblatt(NODES), torch.stack(by_coordinate, -1), rtol=1e-15, atol=0)
    assert density.independent
    assert density.marginal(-1) == Gaussian(-1, 0.5)


def test_draws_in_space() -> None:
    density = GaussianNd((1, 0, -1), (1, 2, 0.5))
    u = density.rosenblatt(density.sample(20_000, generator=torch.Generator().manual_seed(0)))
    for column in u.T:
        assert stats.kstest(column.numpy(), "uniform").pvalue > FALSE_ALARM / 3


def test_one_coordinate_is_a_line() -> None:
    line, row = Gaussian(1, 2), GaussianNd((1,), 2)
    x = torch.tensor([[-3.0], [0.4]], dtype=torch.float64)
    assert torch.equal(line.cdf(x), row.cdf(x))
    assert torch.equal(line.survival(x), row.survival(x))
    assert line.landmarks == row.landmarks
    u = torch.tensor([0.2, 0.9], dtype=torch.float64)
    torch.testing.assert_close(line.quantile(u), row.quantile(u), rtol=1e-14, atol=0)


def test_in_space_there_is_no_distribution_function() -> None:
    density = GaussianNd((0, 0))
    for method in (density.cdf, density.survival):
        with pytest.raises(NotImplementedError, match="no distribution function"):
            method(torch.zeros(1, 2, dtype=torch.float64))
    assert density.landmarks == ()


def test_scale_is_a_root_mean_square() -> None:
    assert GaussianNd((0, 0), (3, 4)).scale == pytest.approx(math.sqrt(12.5))
    assert GaussianNd((0, 0), 0.1).scale == 0.1
    (mode,) = GaussianNd((1, 2), 0.1).modes
    assert (mode.center, mode.weight, mode.scale) == ((1, 2), 1, 0.1)


def test_pickling_in_space() -> None:
    density = GaussianNd((1, 2), (3, 4))
    density.sample(1)
    copy = pickle.loads(pickle.dumps(density))
    assert copy == density
    assert torch.equal(copy.log_prob(NODES[:, :2]), density.log_prob(NODES[:, :2]))
