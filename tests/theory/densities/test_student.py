import math

import mpmath
import pytest
import torch

from gancheck.theory.densities import Gaussian, StudentT


@pytest.mark.parametrize("df", [0.5, 1.0, 3.0, 30.0])
@pytest.mark.parametrize("z", [-1e12, -1e3, -10.0, -0.3])
def test_both_tails_keep_their_digits(df: float, z: float) -> None:
    share = mpmath.mpf(df) / (df + mpmath.mpf(z) ** 2)
    exact = float(mpmath.betainc(mpmath.mpf(df) / 2, 0.5, 0, share, regularized=True) / 2)
    density = StudentT(df)
    assert density.cdf(torch.tensor([z], dtype=torch.float64)).item() == pytest.approx(exact, rel=1e-12)
    assert density.survival(torch.tensor([-z], dtype=torch.float64)).item() == pytest.approx(exact, rel=1e-12)


@pytest.mark.parametrize("df", [0.5, 3.0, 1e5])
@pytest.mark.parametrize("z", [-1e6, 0.0, 1e-4, 5.0])
def test_log_density_against_mpmath(df: float, z: float) -> None:
    with mpmath.workdps(40):
        n, t = mpmath.mpf(df), mpmath.mpf(z)
        exact = (
            mpmath.loggamma((n + 1) / 2)
            - mpmath.loggamma(n / 2)
            - mpmath.log(n * mpmath.pi) / 2
            - (n + 1) / 2 * mpmath.log1p(t * t / n)
        )
    value = StudentT(df).log_prob(torch.tensor([z], dtype=torch.float64)).item()
    assert value == pytest.approx(float(exact), rel=1e-12)


@pytest.mark.parametrize("u", [1e-300, 1e-100, 1e-16, 0.2, 0.5, 0.8, 1 - 1e-10])
@pytest.mark.parametrize("df", [1.0, 3.0, 50.0])
def test_quantile_in_the_far_tail(df: float, u: float) -> None:
    x = StudentT(df, 0.0, 2.0).quantile(torch.tensor([u], dtype=torch.float64))
    assert StudentT(df, 0.0, 2.0).cdf(x).item() == pytest.approx(u, rel=1e-11)


def test_many_degrees_of_freedom_are_a_gaussian() -> None:
    x = torch.linspace(-3, 3, 50, dtype=torch.float64)[:, None]
    difference = StudentT(1e9, 1.0, 2.0).log_prob(x) - Gaussian(1.0, 2.0).log_prob(x)
    assert difference.abs().max() < 1e-7


def test_scale_parameter_and_standard_deviation_are_two_things() -> None:
    assert StudentT(4, 0, scale=3).stretch == 3
    assert StudentT(4, 0, scale=3).scale == pytest.approx(3 * math.sqrt(2))
    assert StudentT(2, 0, scale=3).scale == 3  # the standard deviation is infinite


def test_repr_and_center() -> None:
    assert repr(StudentT(3, 1, 0.5)) == "t3(1, 0.5)"
    assert StudentT(1, 2).center == (2,)


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ((0,), "StudentT: df must be positive, not 0"),
        ((math.nan,), "StudentT: df must be finite, not nan"),
        ((3, 0, -1), "StudentT: scale must be positive, not -1"),
    ],
)
def test_wrong_parameters_are_named(parameters: tuple[float, ...], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        StudentT(*parameters)
