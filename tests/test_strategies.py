import math
from collections.abc import Callable
from typing import Any

import pytest
import torch
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from torch import nn

from gancheck import strategies
from gancheck.theory.densities import Beta, Density, Mixture, Product, StudentT


def drawn(strategy: st.SearchStrategy[Any], condition: Callable[[Any], bool]) -> bool:
    """Whether some example satisfies `condition`.

    What is asked for below has a probability of 3 % or more: 500 examples miss it with at most 3e-7.
    """
    search = settings(max_examples=500, phases=[Phase.generate], database=None)
    find(strategy, condition, settings=search)  # raises NoSuchExample
    return True


@given(st.data(), st.integers(1, 4))
def test_densities_can_be_sampled_and_evaluated(data: st.DataObject, dim: int) -> None:
    density = data.draw(strategies.densities(dim))
    assert density.dim == dim
    x = density.sample(20, generator=torch.Generator().manual_seed(0))
    assert x.shape == (20, dim)
    assert density.log_prob(x).isfinite().all()
    u = density.rosenblatt(x)
    assert ((u >= 0) & (u <= 1)).all()
    assert density.scale > 0


@given(strategies.densities_1d(heavy_tails=False))
def test_light_tails_on_request(density: Density) -> None:
    parts = density.components if isinstance(density, Mixture) else (density,)
    assert not any(isinstance(part, StudentT) for part in parts)
    assert math.isfinite(float(density.log_prob(torch.tensor([density.center], dtype=torch.float64)).exp()))


@pytest.mark.parametrize("family", ["Gaussian", "Laplace", "Uniform", "StudentT", "Beta", "Mixture"])
def test_every_family_on_the_line_is_drawn(family: str) -> None:
    assert drawn(strategies.densities_1d(), lambda density: type(density).__name__ == family)


@pytest.mark.parametrize("family", ["GaussianNd", "Product", "Mixture"])
def test_every_family_in_the_plane_is_drawn(family: str) -> None:
    assert drawn(strategies.densities(2), lambda density: type(density).__name__ == family)


def test_rings_and_grids_are_drawn_in_the_plane() -> None:
    for layout in ("ring", "grid"):
        assert drawn(strategies.densities(2), lambda density, layout=layout: repr(density).startswith(layout))


def test_singular_densities_only_on_request() -> None:
    def infinite(density: Density) -> bool:
        return isinstance(density, Beta) and min(density.a, density.b) < 1

    assert drawn(strategies.densities_1d(singular=True), infinite)


@given(strategies.densities_1d(max_components=1))
def test_no_singular_density_and_no_mixture_otherwise(density: Density) -> None:
    assert not isinstance(density, Mixture)
    assert not isinstance(density, Beta) or min(density.a, density.b) >= 1


@given(strategies.mixtures(max_components=4))
def test_mixtures(mixture: Mixture) -> None:
    assert 2 <= len(mixture.components) <= 4
    assert math.fsum(mixture.weights) == pytest.approx(1, abs=1e-15)
    assert min(mixture.weights) >= 0.01


@given(strategies.mixtures(strategies.densities(2), max_components=3))
def test_mixtures_of_given_components(mixture: Mixture) -> None:
    assert mixture.dim == 2


@given(strategies.disjoint_pairs())
def test_disjoint_pairs_share_no_interior(pair: tuple[Density, Density]) -> None:
    first, second = sorted(density.support[0] for density in pair)
    assert first[1] <= second[0]


def test_pairs_are_equal_or_not_and_disjoint_in_either_order() -> None:
    pairs = strategies.density_pairs()
    assert drawn(pairs, lambda pair: pair[0] == pair[1])
    assert drawn(pairs, lambda pair: pair[0] != pair[1])
    assert drawn(strategies.disjoint_pairs(), lambda pair: pair[0].support[0][1] <= pair[1].support[0][0])
    assert drawn(strategies.disjoint_pairs(), lambda pair: pair[1].support[0][1] <= pair[0].support[0][0])


@given(strategies.density_pairs(2))
def test_pairs_share_a_dimension(pair: tuple[Density, Density]) -> None:
    assert [density.dim for density in pair] == [2, 2]


@given(strategies.noise_priors(3))
def test_noise_priors(prior: Density) -> None:
    assert prior.dim == 3
    assert prior.independent
    assert not isinstance(prior, Mixture)
    assert isinstance(prior, Product) or repr(prior) == "N(0, 1)^3"


@given(strategies.piecewise_linear_generators())
def test_generators_are_piecewise_linear(generator: nn.Sequential) -> None:
    assert isinstance(generator[-1], nn.Linear)
    assert all(isinstance(layer, nn.Linear | nn.ReLU | nn.LeakyReLU) for layer in generator)
    assert all(parameter.dtype == torch.float64 for parameter in generator.parameters())
    z = torch.linspace(-3, 3, 20_001, dtype=torch.float64)[:, None]
    x = generator(z)[:, 0]
    # Second differences vanish but next to knots: two for each, at most 3 x 16 neurons crossing zero a
    # few times each.
    bends = int((x.diff().diff().abs() > 1e-9 * (1 + x.abs().max())).sum())
    assert bends < 2_000


@given(strategies.piecewise_linear_generators(latent=3, dim=2, max_width=4, max_depth=2))
def test_generators_of_more_dimensions(generator: nn.Sequential) -> None:
    z = torch.zeros(5, 3, dtype=torch.float64)
    assert generator(z).shape == (5, 2)


@given(strategies.piecewise_linear_generators(atoms=False))
def test_leaky_generators_are_nowhere_flat(generator: nn.Sequential) -> None:
    assert all(isinstance(layer, nn.Linear | nn.LeakyReLU) for layer in generator)


def test_flat_generators_are_drawn() -> None:
    z = torch.linspace(-9, 9, 1_001, dtype=torch.float64)[:, None]
    assert drawn(strategies.piecewise_linear_generators(), lambda g: bool((g(z).diff(dim=0) == 0).any()))


@given(strategies.discriminators(2))
def test_discriminators_are_logit_functions(logit: nn.Module) -> None:
    x = torch.randn(3, 4, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    assert logit(x).shape == (3, 4)
    assert logit(x).isfinite().all()


def test_the_simplest_discriminator_is_one_half() -> None:
    logit = find(strategies.discriminators(), lambda _: True)
    assert logit(torch.ones(3, 1, dtype=torch.float64)).tolist() == [0, 0, 0]


@given(strategies.discretised_densities())
def test_discretised_densities_are_probability_vectors(p: torch.Tensor) -> None:
    assert p.dtype == torch.float64
    assert 2 <= len(p) <= 64
    assert (p >= 0).all()
    assert abs(float(p.sum()) - 1) < 1e-14


@given(strategies.discretised_densities(10, zeros=False))
def test_discretised_densities_of_a_given_size_without_zeros(p: torch.Tensor) -> None:
    assert len(p) == 10
    assert (p > 0).all()


@given(strategies.discretised_pairs(max_cells=9))
def test_discretised_pairs_have_the_same_cells(pair: tuple[torch.Tensor, torch.Tensor]) -> None:
    assert len(pair[0]) == len(pair[1]) <= 9


def test_discretised_densities_can_be_disjoint() -> None:
    assert drawn(
        strategies.discretised_pairs(),
        lambda pair: float((pair[0] * pair[1]).sum()) == 0,
    )


@given(strategies.seeds(), st.integers(1, 3))
def test_a_seed_decides_the_whole_example_and_the_global_generator_is_left_alone(seed: int, dim: int) -> None:
    before = torch.get_rng_state()
    z = torch.ones(2, 1, dtype=torch.float64)
    build = strategies.piecewise_linear_generator
    assert torch.equal(build(seed, (4, 4), dim=dim)(z), build(seed, (4, 4), dim=dim)(z))
    assert not torch.equal(build(seed, (4, 4), dim=dim)(z), build(seed + 1, (4, 4), dim=dim)(z))
    x = torch.ones(2, dim, dtype=torch.float64)
    assert torch.equal(strategies.discriminator(seed, dim)(x), strategies.discriminator(seed, dim)(x))
    assert torch.equal(strategies.discretised_density(seed, 5), strategies.discretised_density(seed, 5))
    assert torch.equal(before, torch.get_rng_state())


@given(strategies.objectives())
def test_objectives_are_the_registered_ones(objective: object) -> None:
    from gancheck.theory.objectives import OBJECTIVES

    assert objective.name in OBJECTIVES


@given(strategies.objectives(["hinge", "minimax"]))
def test_objectives_of_given_names(objective: object) -> None:
    assert objective.name in {"hinge", "minimax"}
