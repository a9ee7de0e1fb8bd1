import math
from functools import cache

import mpmath as mp
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn

from gancheck import strategies
from gancheck.theory import (
    Density,
    Gaussian,
    GaussianNd,
    IntegrationError,
    Laplace,
    StudentT,
    Uniform,
    criterion,
    optimal_logit,
    pushforward,
    value,
    value_gap,
)
from tests.theory import exact

P, Q = Gaussian(), Gaussian(1.5, 0.5)


@given(pair=strategies.density_pairs(singular=True))
def test_the_optimal_discriminator_has_no_gap(pair: tuple[Density, Density]) -> None:
    best = optimal_logit(*pair)
    # Beside a singular edge log p, log q and the logit are each continued on their own.
    assert value_gap(*pair, best).value <= 1e-13
    assert value(*pair, best).value == pytest.approx(criterion(*pair).value, abs=1e-10)


@given(pair=strategies.density_pairs(), logit=strategies.discriminators())
def test_no_discriminator_is_better(pair: tuple[Density, Density], logit) -> None:  # type: ignore[no-untyped-def]
    gap, v = value_gap(*pair, logit), value(*pair, logit)
    assert gap.value >= 0
    # Computed apart: the gap from Bernoulli divergences, V and C(G) from their own integrands.
    best = criterion(*pair)
    assert abs(best.value - v.value - gap.value) <= gap.error + v.error + best.error


@cache
def overlap() -> float:
    """The integral of p q / (p + q)."""
    return float(exact.integral(lambda a, b: a * b / (a + b) if a + b > 0 else mp.mpf(0), P, Q))


@given(shift=st.floats(1e-9, 1e-4))
def test_tiny_gaps_keep_their_digits(shift: float) -> None:
    # KL(Bern(D*) || Bern(D)) = D* (1 - D*) shift^2 / 2 to relative order shift
    gap = value_gap(P, Q, lambda x: optimal_logit(P, Q)(x) + shift)
    # The logits are near 10: adding the shift rounds it by 1e-15.
    assert gap.value == pytest.approx(overlap() * shift**2 / 2, rel=shift + 4e-15 / shift)


def test_huge_logits() -> None:
    best = optimal_logit(P, Q)
    for factor in (-100.0, 50.0):
        gap, v = (f(P, Q, lambda x, c=factor: c * best(x)) for f in (value_gap, value))
        assert gap.value == pytest.approx(criterion(P, Q).value - v.value, rel=1e-9)
    # D(x) = sigmoid(-1e6): V is -1e6 on real data, and 0 on fake
    assert value(P, Q, lambda x: torch.full_like(x[:, 0], -1e6)).value == pytest.approx(-1e6, rel=1e-12)


def test_swapped_labels() -> None:
    # V(D*) - V(1 - D*) = KL(p || q) + KL(q || p): the integral of (p - q) log(p / q)
    gap = value_gap(P, Q, lambda x: -optimal_logit(P, Q)(x))
    jeffreys = exact.kl(P, Q) + exact.kl(Q, P)
    assert gap.value == pytest.approx(float(jeffreys), abs=1e-9)


def test_the_value_of_knowing_nothing() -> None:
    assert value(P, Q, lambda x: 0.0 * x).value == pytest.approx(-math.log(4), abs=1e-10)


def test_the_value_of_a_logistic_discriminator_against_samples() -> None:
    n = 1_000_000
    x = P.sample(n, generator=torch.Generator().manual_seed(0))
    y = Q.sample(n, generator=torch.Generator().manual_seed(1))

    def logit(x: Tensor) -> Tensor:
        return 1.0 - 2.0 * x[:, 0]

    real, fake = nn.functional.logsigmoid(logit(x)), nn.functional.logsigmoid(-logit(y))
    error = math.hypot(float(real.std()), float(fake.std())) / math.sqrt(n)
    # 5 standard errors: wrong once in 1e6 runs.
    assert abs(value(P, Q, logit).value - float(real.mean() + fake.mean())) <= 5 * error


def test_certainty_where_there_should_be_none_is_infinite() -> None:
    sure = value_gap(P, Q, lambda x: torch.where(x[:, 0] > 3, math.inf, 0.0).double())
    assert sure.value == math.inf
    assert value(P, Q, lambda x: torch.full_like(x[:, 0], -math.inf)).value == -math.inf


def test_disjoint_supports() -> None:
    p, q = Uniform(0, 1), Uniform(2, 3)
    assert value_gap(p, q, optimal_logit(p, q)).value == 0.0
    # D = sigmoid(+-2) on the right sides
    gap = value_gap(p, q, lambda x: torch.where(x[:, 0] < 1.5, 2.0, -2.0).double())
    assert gap.value == pytest.approx(2 * math.log1p(math.exp(-2)), abs=1e-12)


def test_atoms_of_p_g() -> None:
    # G is 0 for z < 0: an atom of 1/2 at 0, and half of a half-normal density.
    q = pushforward(nn.ReLU(), Gaussian())
    assert [(atom.location, atom.mass) for atom in q.atoms] == [(0.0, 0.5)]
    best = optimal_logit(P, q)
    assert float(best(torch.zeros(1, 1, dtype=torch.float64))) == -math.inf  # D* = 0 at the atom
    assert value_gap(P, q, best).value == pytest.approx(0.0, abs=1e-15)
    blind = value_gap(P, q, lambda x: 0.0 * x[:, 0])
    assert blind.value == pytest.approx(criterion(P, q).value + math.log(4), abs=1e-10)
    # On the left p alone, on the right p = q: C = -(1/2)(2 log 2) - 0 - 0.
    assert criterion(P, q).value == pytest.approx(-math.log(2), abs=1e-12)


def test_modules_are_called_in_their_own_precision() -> None:
    net = nn.Sequential(nn.Linear(1, 16), nn.LeakyReLU(0.2), nn.Linear(16, 1))
    for p in (P, StudentT(1.5)):
        single, double = value_gap(p, Q, net), value_gap(p, Q, net.double())
        net.float()
        assert single.error <= 1e-6
        assert double.error <= 1e-9
        assert single.value == pytest.approx(double.value, abs=2e-6)


def test_kinks_of_a_piecewise_linear_discriminator_are_found() -> None:
    torch.manual_seed(0)
    net = nn.Sequential(nn.Linear(1, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 1)).double()
    found = value_gap(P, Q, net)
    assert found.error <= 1e-13  # each cell is smooth
    plain = value_gap(P, Q, lambda x: net(x), tolerance=1e-7)
    assert abs(plain.value - found.value) <= plain.error + found.error


def test_the_plane() -> None:
    p, q = GaussianNd((0.0, 0.0)), GaussianNd((1.0, 1.0))
    gap = value_gap(p, q, lambda x: 0.0 * x[:, 0])
    assert gap.value == pytest.approx(criterion(p, q).value + math.log(4), abs=2e-8)
    assert value_gap(p, q, lambda x: 1.0 - x.sum(1)).value <= 1e-20  # which is D*'s logit


def test_bad_discriminators_are_refused() -> None:
    with pytest.raises(ValueError, match="one logit a row"):
        value(P, Q, lambda x: torch.zeros(len(x), 2, dtype=torch.float64))
    with pytest.raises(ValueError, match="not a number at x"):
        value_gap(P, Q, lambda x: x[:, 0] * math.nan)
    with pytest.raises(ValueError, match="same space"):
        optimal_logit(P, GaussianNd((0.0, 0.0)))


def test_noise_in_the_logits_raises() -> None:
    generator = torch.Generator().manual_seed(0)
    with pytest.raises(IntegrationError):
        value(P, Laplace(), lambda x: torch.randn(len(x), generator=generator, dtype=torch.float64))
