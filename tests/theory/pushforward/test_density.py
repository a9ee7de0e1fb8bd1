import math
import pickle
from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from torch import nn

from gancheck.theory import (
    Density,
    Gaussian,
    Laplace,
    Mixture,
    StudentT,
    Uniform,
    criterion,
    jsd,
    noise_prior,
    pushforward,
)
from gancheck.theory.pairs import integrate_pair
from tests.theory.pushforward.networks import mlp

PRIORS = [Gaussian(), noise_prior("uniform"), noise_prior("uniform-sqrt3"), Laplace(0.5, 2), StudentT(3)]
P_DATA = Mixture([Gaussian(-1, 0.5), Gaussian(1, 0.5)])
generators = st.builds(
    mlp,
    st.integers(1, 32),
    st.integers(1, 3),
    st.sampled_from((nn.ReLU, lambda: nn.LeakyReLU(0.2))),
    st.integers(0, 2**32 - 1),
)


def affine(slope: float, shift: float) -> nn.Linear:
    layer = nn.Linear(1, 1).double()
    with torch.no_grad():
        layer.weight.fill_(slope)
        layer.bias.fill_(shift)
    return layer


@pytest.mark.parametrize("slope", [2.0, -0.5])
@pytest.mark.parametrize("prior", PRIORS, ids=repr)
def test_an_affine_generator(prior: Density, slope: float) -> None:
    q = pushforward(affine(slope, 3.0), prior)
    x = torch.linspace(-20, 20, 401, dtype=torch.float64)[:, None]
    z = (x - 3.0) / slope
    torch.testing.assert_close(q.log_prob(x), prior.log_prob(z) - math.log(abs(slope)), rtol=1e-12, atol=1e-12)
    expected = prior.cdf(z) if slope > 0 else prior.survival(z)
    torch.testing.assert_close(q.cdf(x), expected, rtol=1e-12, atol=1e-15)
    assert q.error == 0.0
    assert q.atoms == ()


def test_the_folded_normal() -> None:
    leaky = nn.LeakyReLU(-1.0)  # |z|
    q = pushforward(leaky, Gaussian())
    x = torch.tensor([[1e-9], [0.5], [3.0], [30.0]], dtype=torch.float64)
    np.testing.assert_allclose(q.log_prob(x).numpy(), stats.halfnorm.logpdf(x[:, 0].numpy()), rtol=1e-13)
    assert float(q.log_prob(torch.tensor([[-1.0]], dtype=torch.float64))) == -math.inf
    assert q.support == ((0.0, math.inf),)


@given(net=generators, prior=st.sampled_from(PRIORS))
def test_mass_is_one(net: nn.Module, prior: Density) -> None:
    q = pushforward(net, prior)
    assert abs(q.mass - 1.0) <= 1e-12
    # And by quadrature of the density, which shares nothing with the masses of the pieces.
    atoms = math.fsum(atom.mass for atom in q.atoms)
    integral, _ = integrate_pair(P_DATA, q, lambda log_p, log_q, d: np.exp(log_q), mass_weight=1.0, tolerance=1e-9)
    assert abs(integral.value + atoms - 1.0) <= (1e-12 if not isinstance(prior, StudentT) else 1e-11)


@given(net=generators, prior=st.sampled_from(PRIORS))
def test_theorem_1(net: nn.Module, prior: Density) -> None:
    q = pushforward(net, prior)
    assert abs(criterion(P_DATA, q).value + math.log(4) - 2 * jsd(P_DATA, q).value) <= 1e-10


@given(net=generators, prior=st.sampled_from(PRIORS), seed=st.integers(0, 2**32 - 1))
def test_the_cdf_is_that_of_samples(net: nn.Module, prior: Density, seed: int) -> None:
    q, n = pushforward(net, prior), 2000
    z = prior.sample(n, generator=torch.Generator().manual_seed(seed))
    with torch.no_grad():
        x = net(z)
    # Between atoms, at points that samples don't choose. DKW at 1e-9 an example: 40 examples, wrong once in 1e7 runs.
    grid = torch.linspace(float(x.min()) - 0.1, float(x.max()) + 0.1, 101, dtype=torch.float64)[:, None]
    empirical = (grid + 1e-12 >= x.T).double().mean(1)
    slack = math.sqrt(math.log(2e9) / (2 * n))
    assert float((q.cdf(grid) - empirical).abs().max()) <= slack
    torch.testing.assert_close(q.sample(n, generator=torch.Generator().manual_seed(seed)), x, rtol=1e-9, atol=1e-9)


@given(net=generators)
def test_the_cdf_is_the_integral_of_the_density(net: nn.Module) -> None:
    q = pushforward(net, Gaussian())
    marks = np.array(q.landmarks)
    for a, b in zip(marks[:-1:7], marks[1::7], strict=False):
        if b - a < 1e-9:
            continue
        x, w = np.polynomial.legendre.leggauss(20)
        at = torch.from_numpy((a + b) / 2 + (b - a) / 2 * x)[:, None]
        inside = float((q.log_prob(at).exp() * torch.from_numpy(w)).sum() * (b - a) / 2)
        ends = q.cdf(torch.tensor([[a], [b]], dtype=torch.float64))
        jump = sum(atom.mass for atom in q.atoms if a < atom.location <= b)
        assert float(ends[1] - ends[0]) - jump == pytest.approx(inside, abs=1e-11)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("activation", [nn.ReLU, lambda: nn.LeakyReLU(0.2)], ids=["relu", "leaky"])
def test_against_a_histogram_of_ten_million(activation, seed: int) -> None:  # type: ignore[no-untyped-def]
    net, n = mlp(32, 2, activation, seed), 10_000_000
    q = pushforward(net, Gaussian())
    quantiles = q.quantile(torch.linspace(0.001, 0.999, 400, dtype=torch.float64))[:, 0].numpy()
    edges = np.unique(np.concatenate([[-np.inf], quantiles, [np.inf]]))
    counts = np.zeros(len(edges) - 1)
    generator = torch.Generator().manual_seed(1000 + seed)
    for _ in range(20):
        with torch.no_grad():
            x = net(torch.randn(n // 20, 1, generator=generator, dtype=torch.float64))[:, 0].numpy()
        counts += np.histogram(x, edges)[0]
    cdf = np.concatenate([[0.0], q.cdf(torch.from_numpy(edges[1:-1])[:, None]).numpy(), [1.0]])
    # Cells [a, b) by the histogram, (a, b] by the cdf: they differ only where an atom is an edge.
    located = {atom.location for atom in q.atoms}
    clean = np.array([not located & {a, b} for a, b in pairwise(edges)])
    mass = np.diff(cdf)[clean]
    z = (counts[clean] - n * mass) / np.sqrt(n * mass * (1 - mass))
    # 6 tests of at most 401 cells at 6 standard errors: wrong once in 2e5 runs.
    assert np.abs(z).max() < 6.0
    assert stats.chi2.sf(float((z**2 * (1 - mass)).sum()), len(mass)) > 1e-6


def test_atoms_of_dead_neurons() -> None:
    q = pushforward(nn.Sequential(affine(1.0, -1.0), nn.ReLU(), affine(2.0, 0.5)), Gaussian())
    (atom,) = q.atoms
    assert atom.location == 0.5
    assert atom.mass == pytest.approx(stats.norm.cdf(1.0), abs=1e-15)
    assert float(q.cdf(torch.tensor([[0.5]], dtype=torch.float64))) == pytest.approx(stats.norm.cdf(1.0))
    assert float(q.cdf(torch.tensor([[0.4999]], dtype=torch.float64))) == 0.0


def test_a_constant_generator_is_an_atom() -> None:
    q = pushforward(nn.Sequential(affine(1.0, 0.0), nn.Hardtanh(10.0, 10.5), affine(0.0, 2.0)), Uniform())
    assert [(atom.location, atom.mass) for atom in q.atoms] == [(2.0, pytest.approx(1.0))]
    assert jsd(Gaussian(), q).value == pytest.approx(math.log(2), abs=1e-12)


def test_atoms_are_limits_of_small_slopes() -> None:
    limit = jsd(Gaussian(), pushforward(nn.ReLU(), Gaussian())).value
    gaps = [abs(jsd(Gaussian(), pushforward(nn.LeakyReLU(s), Gaussian())).value - limit) for s in (1e-2, 1e-4, 1e-8)]
    assert gaps[0] > gaps[1] > gaps[2]
    assert gaps[2] < 1e-6


@settings(max_examples=15)
@given(net=generators)
def test_the_jsd_is_invariant_under_an_affine_map(net: nn.Sequential) -> None:
    # Both densities mapped by 3 x - 1.
    q, moved = pushforward(net, Gaussian()), pushforward(nn.Sequential(net, affine(3.0, -1.0)), Gaussian())
    p = Mixture([Gaussian(-4, 1.5), Gaussian(2, 1.5)])
    assert jsd(p, moved).value == pytest.approx(jsd(P_DATA, q).value, abs=2e-10)


def test_properties() -> None:
    net = mlp(16, 2, nn.LeakyReLU, 0)
    q = pushforward(net, Gaussian())
    x = net(Gaussian().sample(100_000, generator=torch.Generator().manual_seed(0))).detach()
    assert q.center[0] == pytest.approx(float(x.mean()), abs=0.02 * float(x.std()))
    assert q.scale == pytest.approx(float(x.std()), rel=0.02)
    assert len(q.knots) == len(q.images)
    assert set(q.landmarks) <= set(q.images)
    assert repr(q) == f"p_g ({len(q.knots)} knots)"
    copy = pickle.loads(pickle.dumps(q))
    assert torch.equal(copy.log_prob(x), q.log_prob(x))
    u = torch.tensor([0.01, 0.5, 0.99], dtype=torch.float64)
    torch.testing.assert_close(q.cdf(q.quantile(u)), u, rtol=0, atol=1e-9)
