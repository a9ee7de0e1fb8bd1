"""What every density on the line keeps, against SciPy."""

import math
import pickle
from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given
from scipy import integrate, stats

from gancheck import strategies
from gancheck.theory.densities import Density, Gaussian
from tests.theory.densities.families import CASES, FALSE_ALARM

every_case = pytest.mark.parametrize(("density", "law"), CASES.values(), ids=list(CASES))
every_density = pytest.mark.parametrize("density", [density for density, _ in CASES.values()], ids=list(CASES))


def points(density: Density) -> torch.Tensor:
    """Points across the density and, where there is none, beyond it."""
    low, high = min(density.landmarks), max(density.landmarks)
    margin = (high - low) / 10
    return torch.linspace(low - margin, high + margin, 403, dtype=torch.float64)[:, None]


@every_case
def test_log_density_is_scipys(density: Density, law: stats.rv_continuous) -> None:
    x = points(density)
    np.testing.assert_allclose(density.log_prob(x), law.logpdf(x[:, 0].numpy()), rtol=1e-12, atol=1e-12)


@every_case
def test_both_tails_are_scipys(density: Density, law: stats.rv_continuous) -> None:
    x = points(density)
    np.testing.assert_allclose(density.cdf(x), law.cdf(x[:, 0].numpy()), rtol=1e-11, atol=1e-300)
    np.testing.assert_allclose(density.survival(x), law.sf(x[:, 0].numpy()), rtol=1e-11, atol=1e-300)


@every_case
def test_scale_is_the_standard_deviation(density: Density, law: stats.rv_continuous) -> None:
    expected = law.std()
    assert density.scale == pytest.approx(expected if math.isfinite(expected) else 0.3, rel=1e-12)


@every_density
def test_quantile_inverts_the_distribution_function(density: Density) -> None:
    u = torch.tensor([1e-9, 1e-3, 0.1, 0.5, 0.77, 0.999], dtype=torch.float64)
    x = density.quantile(u)
    assert x.shape == (6, 1)
    # Next to a far edge the rounding of x itself is worth about 1e-16.
    np.testing.assert_allclose(density.cdf(x), u, rtol=1e-9, atol=1e-15)


@every_density
def test_quantiles_of_0_and_1_are_the_ends_of_the_support(density: Density) -> None:
    ends = density.quantile(torch.tensor([0.0, 1.0], dtype=torch.float64))
    assert tuple(ends[:, 0].tolist()) == density.support[0]


@every_density
def test_a_quantile_outside_of_0_and_1_is_refused(density: Density) -> None:
    for wrong in (-0.1, 1.1, math.nan):
        with pytest.raises(ValueError, match="every entry must be in"):
            density.quantile(torch.tensor([0.5, wrong], dtype=torch.float64))


@every_density
def test_draws_follow_the_distribution_function(density: Density) -> None:
    draws = density.sample(20_000, generator=torch.Generator().manual_seed(1))
    p_value = stats.kstest(density.cdf(draws).numpy(), "uniform").pvalue
    assert p_value > FALSE_ALARM


@every_density
def test_draws_in_float32_follow_it_too(density: Density) -> None:
    draws = density.sample(20_000, generator=torch.Generator().manual_seed(2), dtype=torch.float32)
    assert draws.dtype == torch.float32
    p_value = stats.kstest(density.cdf(draws.double()).numpy(), "uniform").pvalue
    assert p_value > FALSE_ALARM


def test_the_kolmogorov_test_above_tells_a_standard_deviation_from_a_variance() -> None:
    draws = Gaussian(0.0, 0.5).sample(20_000, generator=torch.Generator().manual_seed(1))
    assert stats.kstest(Gaussian(0.0, 0.25).cdf(draws).numpy(), "uniform").pvalue < FALSE_ALARM


@every_density
def test_only_the_given_generator_is_used(density: Density) -> None:
    before = torch.get_rng_state()
    first = density.sample(50, generator=torch.Generator().manual_seed(3))
    again = density.sample(50, generator=torch.Generator().manual_seed(3))
    other = density.sample(50, generator=torch.Generator().manual_seed(4))
    density.sample(50)
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert torch.equal(before, torch.get_rng_state())


@every_density
def test_zero_draws_have_the_right_shape(density: Density) -> None:
    assert density.sample(0).shape == (0, 1)


@every_density
def test_the_dtype_of_the_points_is_kept(density: Density) -> None:
    x = density.sample(5, dtype=torch.float32)
    for answer in (density.log_prob(x), density.cdf(x), density.survival(x), density.rosenblatt(x)):
        assert answer.dtype == torch.float32


@every_density
def test_leading_axes_are_kept(density: Density) -> None:
    x = density.sample(12, generator=torch.Generator().manual_seed(5))
    for method in (density.log_prob, density.cdf, density.survival):
        assert torch.equal(method(x.reshape(3, 4, 1)), method(x).reshape(3, 4))


@every_density
def test_points_of_a_wrong_dimension_are_refused(density: Density) -> None:
    for method in (density.log_prob, density.cdf):
        with pytest.raises(ValueError, match=r"give points of shape \(\.\.\., 1\), not \(4, 2\)"):
            method(torch.zeros(4, 2, dtype=torch.float64))


@every_density
def test_pickling_keeps_value_and_hash(density: Density) -> None:
    density.log_prob(density.sample(2))  # the tables kept for speed must not get in the way
    copy = pickle.loads(pickle.dumps(density))
    assert copy == density
    assert hash(copy) == hash(density)
    assert copy != Gaussian(17.0)


@every_density
def test_landmarks_are_sorted_and_finite(density: Density) -> None:
    marks = density.landmarks
    assert list(marks) == sorted(set(marks))
    assert all(map(math.isfinite, marks))


@every_density
def test_a_line_is_its_own_marginal(density: Density) -> None:
    assert density.independent
    assert density.marginal(0).cdf(torch.ones(1, 1, dtype=torch.float64)) == density.cdf(
        torch.ones(1, 1, dtype=torch.float64)
    )


@given(strategies.densities_1d())
def test_the_mass_is_1(density: Density) -> None:
    def height(x: float) -> float:
        return math.exp(density.log_prob(torch.tensor([x], dtype=torch.float64)))

    cuts = sorted({*density.landmarks})
    mass = sum(integrate.quad(height, low, high, epsabs=1e-11, limit=200)[0] for low, high in pairwise(cuts))
    low, high = density.support[0]
    if low < cuts[0]:
        mass += integrate.quad(height, low, cuts[0], epsabs=1e-11, limit=200)[0]
    if high > cuts[-1]:
        mass += integrate.quad(height, cuts[-1], high, epsabs=1e-11, limit=200)[0]
    assert mass == pytest.approx(1, abs=1e-8)


@given(strategies.densities_1d(singular=True))
def test_the_two_tails_sum_to_1_and_are_monotone(density: Density) -> None:
    x = points(density)
    below, above = density.cdf(x), density.survival(x)
    assert (below + above - 1).abs().max() < 1e-14
    assert (below.diff() >= -1e-15).all()
    assert (above.diff() <= 1e-15).all()


@given(strategies.densities_1d())
def test_the_weights_of_the_modes_sum_to_1(density: Density) -> None:
    assert density.modes
    assert math.fsum(mode.weight for mode in density.modes) == pytest.approx(1, abs=1e-12)
    assert all(mode.scale > 0 and len(mode.center) == 1 for mode in density.modes)


class Bare(Density):
    """A density that knows only what it must."""

    def log_prob(self, x: torch.Tensor) -> torch.Tensor:
        return Gaussian().log_prob(x)

    def sample(
        self, n: int, *, generator: torch.Generator | None = None, dtype: torch.dtype = torch.float64
    ) -> torch.Tensor:
        return Gaussian().sample(n, generator=generator, dtype=dtype)

    def __repr__(self) -> str:
        return "bare"


def test_what_a_density_does_not_know_it_says() -> None:
    bare, x = Bare(), torch.zeros(1, 1, dtype=torch.float64)
    with pytest.raises(NotImplementedError, match="bare has no distribution function"):
        bare.cdf(x)
    with pytest.raises(NotImplementedError, match="bare has no scale"):
        _ = bare.scale
    with pytest.raises(NotImplementedError, match="bare has no center"):
        _ = bare.center
    with pytest.raises(NotImplementedError, match="coordinate 3"):
        bare.marginal(3)
    bare.dim = 2
    with pytest.raises(NotImplementedError, match="bare has no Rosenblatt transform"):
        bare.rosenblatt(x)
    with pytest.raises(NotImplementedError, match="one dimension"):
        bare.quantile(torch.zeros(1))


@pytest.mark.gpu
@every_density
def test_on_a_gpu(density: Density) -> None:
    generator = torch.Generator("cuda").manual_seed(1)
    draws = density.sample(20_000, generator=generator)
    assert draws.device.type == "cuda"
    again = density.sample(20_000, generator=torch.Generator("cuda").manual_seed(1))
    assert torch.equal(draws, again)
    assert stats.kstest(density.cdf(draws).cpu().numpy(), "uniform").pvalue > FALSE_ALARM
    torch.testing.assert_close(density.log_prob(draws).cpu(), density.log_prob(draws.cpu()))
    u = torch.tensor([0.1, 0.5], dtype=torch.float64, device="cuda")
    torch.testing.assert_close(density.quantile(u).cpu(), density.quantile(u.cpu()))
