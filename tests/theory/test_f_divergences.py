import math

import mpmath as mp
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from gancheck import strategies
from gancheck.theory import (
    Beta,
    Density,
    Gaussian,
    GaussianNd,
    IntegrationError,
    Laplace,
    Mixture,
    StudentT,
    Uniform,
    jsd,
    kantorovich_potential,
    pearson,
    squared_hellinger,
    total_variation,
    triangular,
    wasserstein,
)
from tests.theory import exact

PAIRS = [
    (Gaussian(), Gaussian(1.5, 0.8)),
    (Laplace(), Laplace(0.5, 0.7)),
    (Beta(0.5, 2), Beta(0.7, 1)),
    (StudentT(3), StudentT(1.5, 1, 2)),
    (Uniform(0.25, 1), Uniform(0, 2)),
]


@pytest.mark.parametrize(("p", "q"), PAIRS, ids=repr)
def test_against_twenty_digits(p: Density, q: Density) -> None:
    integrands = {
        squared_hellinger: lambda a, b: (mp.sqrt(a) - mp.sqrt(b)) ** 2,
        triangular: lambda a, b: (a - b) ** 2 / (a + b) if a + b > 0 else mp.mpf(0),
        pearson: lambda a, b: (a - b) ** 2 / b if b > 0 else mp.mpf(0),
    }
    for divergence, integrand in integrands.items():
        found = divergence(p, q)
        assert abs(found.value - exact.integral(integrand, p, q)) <= found.error
        assert found.error <= 1e-10 * max(1.0, found.value)


@given(m=st.floats(-3, 3), s=st.floats(0.3, 3))
def test_closed_forms_of_gaussians(m: float, s: float) -> None:
    p, q = Gaussian(), Gaussian(m, s)
    overlap = math.sqrt(2 * s / (1 + s * s)) * math.exp(-m * m / (4 * (1 + s * s)))
    assert squared_hellinger(p, q).value == pytest.approx(2 - 2 * overlap, abs=1e-10)
    if s > 0.8:
        chi = s * s / math.sqrt(2 * s * s - 1) * math.exp(m * m / (2 * s * s - 1)) - 1
        assert pearson(p, q).value == pytest.approx(chi, rel=1e-8, abs=1e-10)


def test_pearson_is_infinite_without_absolute_continuity() -> None:
    assert pearson(Gaussian(), Uniform()).value == math.inf
    assert pearson(Gaussian(), Gaussian(0, 0.5)).value == math.inf  # 2 s^2 < 1: the integral diverges


@settings(max_examples=20)
@given(pair=strategies.density_pairs())
def test_inequalities_between_divergences(pair: tuple[Density, Density]) -> None:
    tv, hellinger, triangle = (d(*pair).value for d in (total_variation, squared_hellinger, triangular))
    slack = 1e-9
    assert hellinger / 2 <= tv + slack
    assert tv**2 <= hellinger * (1 - hellinger / 4) + slack
    assert 2 * tv**2 <= triangle + slack  # Cauchy-Schwarz
    assert triangle <= 2 * tv + slack
    assert triangle / 4 - slack <= jsd(*pair).value <= math.log(2) / 2 * triangle + slack  # Topsoe 2000


def test_wasserstein_of_shifts_and_scales() -> None:
    assert wasserstein(Gaussian(), Gaussian(1e-3)).value == pytest.approx(1e-3, abs=1e-9)
    assert wasserstein(StudentT(1.5), StudentT(1.5, 2)).value == pytest.approx(2.0, abs=1e-7)
    assert wasserstein(Gaussian(), Gaussian(0, 3)).value == pytest.approx(2 * math.sqrt(2 / math.pi), abs=1e-8)
    assert wasserstein(Uniform(0, 1), Uniform(5, 6)).value == pytest.approx(5.0, abs=1e-8)
    assert wasserstein(Gaussian(), Gaussian()).value == 0.0


def test_wasserstein_against_samples() -> None:
    p, q = Mixture([Gaussian(-1, 0.5), Gaussian(1, 0.5)]), Laplace(0.3, 0.8)
    u = (np.arange(100_000) + 0.5) / 100_000
    quantiles = [d.quantile(torch.from_numpy(u))[:, 0].numpy() for d in (p, q)]
    assert wasserstein(p, q).value == pytest.approx(np.abs(quantiles[0] - quantiles[1]).mean(), abs=1e-4)
    assert wasserstein(p, q).value == pytest.approx(stats.wasserstein_distance(*quantiles), abs=1e-4)


def test_wasserstein_without_a_mean_raises() -> None:
    with pytest.raises(IntegrationError):
        wasserstein(StudentT(1), Gaussian())
    with pytest.raises(ValueError, match="on the line only"):
        wasserstein(GaussianNd((0.0, 0.0)), GaussianNd((1.0, 0.0)))


def test_the_potential_attains_the_distance() -> None:
    p, q = Mixture([Gaussian(-1, 0.5), Gaussian(1, 0.5)]), Laplace(0.3, 0.8)
    critic = kantorovich_potential(p, q)
    assert len(critic.knots) >= 1
    x = torch.linspace(-30, 30, 600_001, dtype=torch.float64)[:, None]
    f = critic(x)
    assert f.shape == (600_001,)
    assert float(f.diff().abs().max()) <= 1e-4 * (1 + 1e-9)  # its slope is at most 1
    attained = float(torch.trapezoid(f * (p.log_prob(x).exp() - q.log_prob(x).exp()), x[:, 0]))
    assert attained == pytest.approx(wasserstein(p, q).value, abs=1e-6)


def test_the_potential_of_equal_densities_is_flat() -> None:
    x = torch.randn(5, 1, dtype=torch.float64)
    assert (kantorovich_potential(Gaussian(), Gaussian())(x) == 0).all()
