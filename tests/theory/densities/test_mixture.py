import math
import pickle
from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from gancheck import strategies
from gancheck.theory.densities import (
    Atom,
    Beta,
    Density,
    Empirical,
    Gaussian,
    GaussianNd,
    Laplace,
    Mixture,
    Product,
    StudentT,
    Uniform,
    ring,
)
from tests.theory.densities.families import FALSE_ALARM

PLANE = {
    "gaussians": Mixture([GaussianNd((-1, 0), (0.5, 1)), GaussianNd((1, 1), (1, 0.2))], [0.3, 0.7]),
    "products": Mixture([Product([Uniform(0, 2), Laplace(1, 0.5)]), GaussianNd((1, -1), 0.7)], [0.6, 0.4]),
    "three": Mixture([GaussianNd((0, 0, 0), 1), GaussianNd((2, -1, 1), 0.3), GaussianNd((-2, 1, 1), (1, 2, 3))]),
}
in_the_plane = pytest.mark.parametrize("density", PLANE.values(), ids=list(PLANE))


def line(*values: float) -> torch.Tensor:
    return torch.tensor(values, dtype=torch.float64)[:, None]


def test_log_density_does_not_underflow() -> None:
    density = Mixture([Gaussian(-1, 0.5), Gaussian(1, 0.5)])
    # 999 from the nearer mean: the other component adds nothing to 1e-16.
    expected = math.log(0.5) + stats.norm(1, 0.5).logpdf(1000)
    assert density.log_prob(line(1000.0)).item() == pytest.approx(expected, rel=1e-15)


def test_outside_of_every_support_the_log_density_is_minus_infinity() -> None:
    density = Mixture([Uniform(0, 1), Beta(2, 2, 3, 4)])
    assert density.log_prob(line(-1, 0.5, 2, 3.5, 5)).isinf().tolist() == [True, False, True, False, True]


def test_far_tails_keep_their_digits() -> None:
    density = Mixture([Gaussian(-1, 0.5), Gaussian(1, 0.5)])
    expected = stats.norm(1, 0.5).sf(11) / 2
    assert density.survival(line(11.0)).item() == pytest.approx(expected, rel=1e-12)
    assert density.cdf(line(-11.0)).item() == pytest.approx(expected, rel=1e-12)
    assert density.cdf(line(1e9)).item() <= 1


def test_components_are_drawn_in_their_shares() -> None:
    n, weights = 100_000, [0.1, 0.2, 0.7]
    gaussian = Mixture([Gaussian(m, 0.1) for m in (0, 10, 20)], weights)
    mixed = Mixture([Gaussian(0, 0.1), Uniform(9, 11), Laplace(20, 0.1)], weights)
    for density in (gaussian, mixed):
        draws = density.sample(n, generator=torch.Generator().manual_seed(0), dtype=torch.float32)
        counts = torch.bincount((draws[:, 0] / 10).round().long(), minlength=3)
        expected = n * np.asarray(weights)
        assert stats.chisquare(counts.numpy(), expected).pvalue > FALSE_ALARM / 2


def test_draws_of_unlike_components_are_in_no_order() -> None:
    density = Mixture([Uniform(0, 1), Gaussian(10, 0.1)])
    late = density.sample(20_000, generator=torch.Generator().manual_seed(0))[:, 0] > 5
    first_half = int(late[:10_000].sum())
    assert stats.binomtest(first_half, 10_000).pvalue > FALSE_ALARM


def test_a_mixture_of_mixtures_is_a_mixture() -> None:
    inner = Mixture([Gaussian(0, 1), Gaussian(1, 1)], [0.25, 0.75])
    assert Mixture([inner, Gaussian(5, 1)], [0.4, 0.6]) == Mixture(
        [Gaussian(0, 1), Gaussian(1, 1), Gaussian(5, 1)], [0.4 * 0.25, 0.4 * 0.75, 0.6]
    )


def test_scale_adds_the_variance_between_components() -> None:
    density = Mixture([Gaussian(-1, 0.5), Gaussian(1, 0.5)])
    assert density.scale == pytest.approx(math.sqrt(0.25 + 1))
    assert density.center == (0,)
    # In the plane in root mean square over the coordinates.
    assert ring(8, 2.0, 0.02).scale == pytest.approx(math.sqrt(0.02**2 + 4 / 2))


def test_repr() -> None:
    assert repr(Mixture([Gaussian(-1, 0.5), Gaussian(1, 0.5)])) == "0.5 N(-1, 0.5) + 0.5 N(1, 0.5)"
    many = Mixture([Gaussian(m) for m in range(5)])
    assert repr(many) == "0.2 N(0, 1) + ... + 0.2 N(4, 1) (5 components)"
    assert repr(Mixture(many.components, name="five")) == "five"


def test_a_name_takes_no_part_in_equality() -> None:
    assert Mixture([Gaussian()], name="a") == Mixture([Gaussian()], name="b")
    assert hash(Mixture([Gaussian()], name="a")) == hash(Mixture([Gaussian()]))


@in_the_plane
def test_pickling(density: Mixture) -> None:
    x = density.sample(10, generator=torch.Generator().manual_seed(0))
    copy = pickle.loads(pickle.dumps(density))
    assert copy == density
    assert torch.equal(copy.log_prob(x), density.log_prob(x))


@pytest.mark.parametrize(
    ("components", "weights", "error", "sentence"),
    [
        ([], None, ValueError, "Mixture: give at least one component"),
        ([Gaussian(), 3], None, TypeError, "every component must be a Density, not 3"),
        ([Gaussian(), GaussianNd((0, 0))], None, ValueError, r"share one dimension, not \[1, 2\]"),
        ([Gaussian()], [0.5, 0.5], ValueError, "1 components need as many weights, not 2"),
        ([Gaussian(), Gaussian()], [0.5, 0.6], ValueError, "weights must sum to 1, not 1.1"),
        ([Gaussian(), Gaussian()], [1.0, 0.0], ValueError, r"weights\[1\] must be positive, not 0"),
        ([Gaussian(), Gaussian()], [math.nan, 0.5], ValueError, r"weights\[0\] must be finite, not nan"),
    ],
)
def test_wrong_parameters_are_named(
    components: list[Density], weights: list[float] | None, error: type[Exception], sentence: str
) -> None:
    with pytest.raises(error, match=sentence):
        Mixture(components, weights)


@in_the_plane
def test_rosenblatt_is_uniform_and_independent(density: Mixture) -> None:
    draws = density.sample(20_000, generator=torch.Generator().manual_seed(0))
    u = density.rosenblatt(draws).numpy()
    assert u.shape == draws.shape
    # Each coordinate is uniform; the sum of two independent uniforms, modulo 1, is uniform as well.
    looks = [*u.T, *((u[:, i] + u[:, j]) % 1 for i in range(density.dim) for j in range(i))]
    for look in looks:
        assert stats.kstest(look, "uniform").pvalue > FALSE_ALARM / len(looks)


def test_the_look_at_sums_sees_dependence() -> None:
    density = PLANE["gaussians"]
    draws = density.sample(20_000, generator=torch.Generator().manual_seed(0))
    u = torch.stack([density.marginal(i).cdf(draws[:, i : i + 1]) for i in range(2)], -1)
    assert stats.kstest((u.sum(-1) % 1).numpy(), "uniform").pvalue < FALSE_ALARM


@pytest.mark.parametrize("name", ["gaussians", "products"])
@pytest.mark.parametrize("point", [(0.3, 0.2), (1.5, -2.0), (0.9, 1.1)])
def test_rosenblatt_is_a_ratio_of_integrals(name: str, point: tuple[float, float]) -> None:
    density = PLANE[name]
    first, second = point

    def height(y: float) -> float:
        return math.exp(density.log_prob(torch.tensor([first, y], dtype=torch.float64)))

    edges = [-20.0, *sorted({-1.0, 0.0, 1.0, second}), 20.0]
    pieces = [integrate.quad(height, low, high, epsabs=1e-12)[0] for low, high in pairwise(edges)]
    below = sum(pieces[: edges.index(second)])
    u = density.rosenblatt(torch.tensor([point], dtype=torch.float64))[0]
    assert u[1].item() == pytest.approx(below / sum(pieces), rel=1e-8)
    assert u[0].item() == pytest.approx(density.marginal(0).cdf(line(first)).item(), rel=1e-12)
    assert math.exp(density.marginal(0).log_prob(line(first))) == pytest.approx(sum(pieces), rel=1e-8)


def test_rosenblatt_beyond_every_support_is_still_in_the_unit_box() -> None:
    density = Mixture([Product([Uniform(0, 1), Uniform(0, 1)]), Product([Uniform(2, 3), Uniform(0, 1)])])
    u = density.rosenblatt(torch.tensor([[-1.0, 0.5], [1.5, 0.5], [4.0, 2.0]], dtype=torch.float64))
    torch.testing.assert_close(u, torch.tensor([[0, 0.5], [0.5, 0.5], [1, 1]], dtype=torch.float64))


def test_dependent_components_have_no_rosenblatt_transform() -> None:
    density = Mixture([Product([ring(), Gaussian()]), GaussianNd((0, 0, 0))])
    with pytest.raises(NotImplementedError, match="no Rosenblatt transform"):
        density.rosenblatt(torch.zeros(1, 3, dtype=torch.float64))


def test_many_points_in_chunks_are_the_same_points() -> None:
    density = Mixture([GaussianNd((i, -i), 1.0 + i) for i in range(40)])
    x = torch.randn(60_000, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64) * 20
    parts = torch.cat([density.log_prob(part) for part in torch.split(x, 1000)])
    assert torch.equal(density.log_prob(x), parts)
    assert density.log_prob(x.reshape(2, -1, 2)).shape == (2, 30_000)
    assert density.rosenblatt(x.reshape(2, -1, 2)).shape == (2, 30_000, 2)


def test_fast_path_agrees_with_components_one_by_one() -> None:
    fast = Mixture([Gaussian(-1, 0.5), Gaussian(1, 2)], [0.3, 0.7])
    slow = Mixture([Product([Gaussian(-1, 0.5)]), Product([Gaussian(1, 2)])], [0.3, 0.7])
    x = torch.linspace(-20, 20, 101, dtype=torch.float64)[:, None]
    for method in ("log_prob", "cdf", "survival", "rosenblatt"):
        torch.testing.assert_close(getattr(fast, method)(x), getattr(slow, method)(x), rtol=1e-13, atol=0)


def test_support_is_the_box_of_all() -> None:
    assert Mixture([Uniform(0, 1), Uniform(3, 4)]).support == ((0, 4),)
    assert Mixture([Uniform(0, 1), Gaussian()]).support == ((-math.inf, math.inf),)


def test_atoms_come_with_their_share() -> None:
    density = Mixture([Empirical(torch.tensor([0.0, 0.0, 1.0, 2.0])), Empirical(torch.tensor([2.0]))], [0.8, 0.2])
    assert density.atoms == (Atom(0.0, 0.4), Atom(1.0, 0.2), Atom(2.0, 0.4))


def test_landmarks_hold_every_component() -> None:
    density = Mixture([Gaussian(0, 1), Gaussian(0, 0.001), Uniform(0.3, 0.4)])
    assert {0.0, 0.001, -0.001, 1.0, 0.3, 0.4} <= set(density.landmarks)


def test_landmarks_that_differ_by_rounding_are_one() -> None:
    density = Mixture([Gaussian(0.1 + 0.2, 1), Uniform(0.3, 4)])
    assert sum(abs(point - 0.3) < 1e-12 for point in density.landmarks) == 1


@given(strategies.mixtures(), st.floats(1e-6, 1 - 1e-6))
def test_quantiles_are_the_least_points_that_reach_them(density: Mixture, u: float) -> None:
    x = density.quantile(torch.tensor(u, dtype=torch.float64))
    assert density.cdf(x) >= u
    below = torch.nextafter(x, torch.full_like(x, -math.inf))
    # Not monotone to the last bit, hence the 1e-14.
    assert density.cdf(below) <= u + 1e-14


def test_median_of_a_symmetric_mixture() -> None:
    half = torch.tensor(0.5, dtype=torch.float64)
    assert abs(Mixture([StudentT(1, -3), StudentT(1, 3)]).quantile(half)) < 1e-14


@pytest.mark.gpu
@in_the_plane
def test_on_a_gpu(density: Mixture) -> None:
    draws = density.sample(20_000, generator=torch.Generator("cuda").manual_seed(1), dtype=torch.float32)
    assert draws.device.type == "cuda"
    for look in density.rosenblatt(draws.double()).cpu().numpy().T:
        assert stats.kstest(look, "uniform").pvalue > FALSE_ALARM / density.dim
