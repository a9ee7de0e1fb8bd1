"""Hypothesis strategies for the things GAN theory speaks about.

They draw a few scalars, never the entries of a tensor: networks and vectors are built from a drawn seed with
a generator of their own, so that examples shrink well, print as the call that rebuilds them, and do not touch
torch's global generator.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import torch
from hypothesis import strategies as st
from torch import Tensor, nn

from gancheck.theory.densities import (
    Beta,
    Density,
    Gaussian,
    GaussianNd,
    Laplace,
    Mixture,
    Product,
    StudentT,
    Uniform,
    grid,
    noise_prior,
    ring,
)
from gancheck.theory.densities.noise import NOISE_PRIORS

if TYPE_CHECKING:
    from gancheck.theory.objectives import Objective

__all__ = [
    "densities",
    "densities_1d",
    "density_pairs",
    "discretised_densities",
    "discretised_density",
    "discretised_pairs",
    "discriminator",
    "discriminators",
    "disjoint_pairs",
    "mixtures",
    "noise_priors",
    "objectives",
    "piecewise_linear_generator",
    "piecewise_linear_generators",
    "seeds",
]


def seeds() -> st.SearchStrategy[int]:
    """Seeds for a `torch.Generator`."""
    return st.integers(0, 2**31 - 1)


def _ticks(low: float, high: float, step: float) -> st.SearchStrategy[float]:
    """Multiples of `step` between two bounds: short to print, and never subnormal."""
    return st.integers(round(low / step), round(high / step)).map(lambda k: round(k * step, 9))


_PLACES = _ticks(-4, 4, 0.25)
_WIDTHS = _ticks(0.05, 3, 0.05)


def _bounded(low: float, high: float, *, singular: bool) -> st.SearchStrategy[Density]:
    """Uniform and beta densities inside of an interval."""
    ends = st.lists(st.integers(0, 20), min_size=2, max_size=2, unique=True).map(sorted)
    shapes = _ticks(0.5 if singular else 1, 6, 0.5)

    def inside(pair: list[int]) -> tuple[float, float]:
        left, right = (low + (high - low) * tick / 20 for tick in pair)
        return left, right

    uniforms = ends.map(lambda pair: Uniform(*inside(pair)))
    betas = st.tuples(shapes, shapes, ends).map(lambda drawn: Beta(drawn[0], drawn[1], *inside(drawn[2])))
    return st.one_of(uniforms, betas)


def _simple(*, heavy_tails: bool, singular: bool) -> st.SearchStrategy[Density]:
    """Densities on the line that are no mixtures."""
    families: list[st.SearchStrategy[Density]] = [
        st.builds(Gaussian, _PLACES, _WIDTHS),
        st.builds(Laplace, _PLACES, _WIDTHS),
        _bounded(-4.0, 4.0, singular=singular),
    ]
    if heavy_tails:
        families.append(st.builds(StudentT, st.sampled_from((1, 2, 3, 5, 30)), _PLACES, _WIDTHS))
    return st.one_of(families)


def densities_1d(
    *, heavy_tails: bool = True, singular: bool = False, max_components: int = 3
) -> st.SearchStrategy[Density]:
    """Densities on the line, mixtures among them, within a few units of the origin and at least 0.05 wide.

    `heavy_tails` admits Student's t down to the Cauchy law, `singular` beta densities that are infinite at an
    end of their support, `max_components` at least 2 mixtures.
    """
    simple = _simple(heavy_tails=heavy_tails, singular=singular)
    if max_components < 2:
        return simple
    return st.one_of(simple, mixtures(simple, max_components=max_components))


def mixtures(
    components: st.SearchStrategy[Density] | None = None, *, max_components: int = 4
) -> st.SearchStrategy[Mixture]:
    """Mixtures of two components or more with weights of at least 1 %; on the line unless told otherwise.

    `components` draws densities of one dimension.
    """
    parts = components if components is not None else _simple(heavy_tails=True, singular=False)
    terms = st.lists(st.tuples(parts, st.integers(1, 25)), min_size=2, max_size=max_components)
    return terms.map(_mixture)


def _mixture(terms: Sequence[tuple[Density, int]]) -> Mixture:
    total = sum(share for _, share in terms)
    return Mixture([part for part, _ in terms], [share / total for _, share in terms])


def densities(dim: int = 1, **admitted: bool) -> st.SearchStrategy[Density]:
    """Densities on R^dim whose log density, sampler and Rosenblatt transform are known.

    Gaussians, products and mixtures of them; in the plane rings and grids too. `admitted` is passed on to
    `densities_1d`.
    """
    if dim == 1:
        return densities_1d(**admitted)
    rows = st.lists(st.tuples(_PLACES, _WIDTHS), min_size=dim, max_size=dim)
    gaussians = rows.map(lambda row: GaussianNd([m for m, _ in row], [s for _, s in row]))
    factors = densities_1d(max_components=2, **admitted)
    products = st.lists(factors, min_size=dim, max_size=dim).map(Product)
    simple = st.one_of(gaussians, products)
    families: list[st.SearchStrategy[Density]] = [gaussians, products, mixtures(simple, max_components=3)]
    if dim == 2:
        families.append(st.builds(ring, st.integers(2, 9), _ticks(0.5, 3, 0.25), _ticks(0.05, 0.5, 0.05)))
        families.append(st.builds(grid, st.integers(2, 4), _ticks(0.5, 3, 0.25), _ticks(0.05, 0.5, 0.05)))
    return st.one_of(families)


def disjoint_pairs() -> st.SearchStrategy[tuple[Density, Density]]:
    """Two densities on the line whose supports have no interior in common: their JSD is log 2."""
    left, right = _bounded(-4.0, 0.0, singular=False), _bounded(0.0, 4.0, singular=False)
    return st.tuples(st.tuples(left, right), st.booleans()).map(
        lambda drawn: drawn[0] if drawn[1] else (drawn[0][1], drawn[0][0])
    )


def density_pairs(
    dim: int = 1, *, disjoint: bool = True, **admitted: bool
) -> st.SearchStrategy[tuple[Density, Density]]:
    """Pairs (p_data, p_g) on R^dim: two of any kind, twice the same, and, on the line, disjoint supports."""
    one = densities(dim, **admitted)
    kinds = [st.tuples(one, one), one.map(lambda p: (p, p))]
    if disjoint and dim == 1:
        kinds.append(disjoint_pairs())
    return st.one_of(kinds)


def noise_priors(dim: int = 1) -> st.SearchStrategy[Density]:
    """Draw the noise priors on R^dim that have a name."""
    return st.sampled_from(NOISE_PRIORS).map(lambda name: noise_prior(name, dim))


def _linear(inputs: int, outputs: int, gain: float, generator: torch.Generator) -> nn.Linear:
    """Return a layer in float64, weights and biases normal, drawn from `generator` alone."""
    # By way of the meta device: nn.Linear's own draws would advance torch's global generator.
    layer = nn.Linear(inputs, outputs, dtype=torch.float64, device="meta").to_empty(device="cpu")
    nn.init.normal_(layer.weight, 0.0, gain / math.sqrt(inputs), generator=generator)
    nn.init.normal_(layer.bias, 0.0, gain / 2, generator=generator)
    return layer


def piecewise_linear_generator(
    seed: int, widths: Sequence[int] = (8,), slope: float = 0.0, latent: int = 1, dim: int = 1
) -> nn.Sequential:
    """Build a generator z to x that is piecewise linear: an MLP in float64, drawn from `seed`.

    `widths` are those of the hidden layers. `slope` is the leaky ReLU's below 0; 0 takes the plain ReLU,
    whose flat stretches give p_g atoms.
    """
    generator = torch.Generator().manual_seed(seed)
    sizes = (latent, *widths)
    layers: list[nn.Module] = []
    for inputs, outputs in pairwise(sizes):
        layers.append(_linear(inputs, outputs, math.sqrt(2), generator))
        layers.append(nn.LeakyReLU(slope) if slope else nn.ReLU())
    layers.append(_linear(sizes[-1], dim, math.sqrt(2), generator))
    return nn.Sequential(*layers)


def piecewise_linear_generators(
    *, latent: int = 1, dim: int = 1, max_width: int = 16, max_depth: int = 3, atoms: bool = True
) -> st.SearchStrategy[nn.Sequential]:
    """Draw generators from R^latent to R^dim; p_g is known exactly where both are 1.

    Without `atoms` only leaky ReLUs are drawn, with which p_g has no atom.
    """
    slopes = (0.01, 0.2, 0.5)
    return st.builds(
        piecewise_linear_generator,
        seed=seeds(),
        widths=st.lists(st.integers(1, max_width), min_size=1, max_size=max_depth),
        slope=st.sampled_from((0.0, *slopes) if atoms else slopes),
        latent=st.just(latent),
        dim=st.just(dim),
    )


class _Logit(nn.Module):
    """A network with one output, which it returns without the last axis: `(..., dim)` to `(...)`."""

    def __init__(self, body: nn.Module) -> None:
        super().__init__()
        self.body = body

    def forward(self, x: Tensor) -> Tensor:
        output: Tensor = self.body(x)
        return output.squeeze(-1)


def discriminator(seed: int, dim: int = 1, width: int = 8, gain: float = 1.0) -> nn.Module:
    """Build a discriminator's logit, `(..., dim)` to `(...)`, in float64, drawn from `seed`.

    A smooth bounded function for a small `gain`, saturated for a large one; 0 gives D = 1/2 everywhere.
    """
    generator = torch.Generator().manual_seed(seed)
    first = _linear(dim, width, 1.0, generator)
    return _Logit(nn.Sequential(first, nn.Tanh(), _linear(width, 1, gain, generator)))


def discriminators(dim: int = 1) -> st.SearchStrategy[Callable[[Tensor], Tensor]]:
    """Logit functions `(..., dim)` to `(...)`, from the constant 0 to saturated ones; see `discriminator`."""
    return st.builds(
        discriminator,
        seed=seeds(),
        dim=st.just(dim),
        width=st.integers(1, 16),
        gain=st.sampled_from((0.0, 0.1, 1.0, 10.0, 100.0)),
    )


def discretised_density(seed: int, cells: int, concentration: float = 1.0, empty: float = 0.0) -> Tensor:
    """Draw a probability vector over `cells` cells, float64, from `seed`; it sums to 1 to rounding.

    Small concentrations make it spiky. About a share `empty` of the cells has no mass at all.
    """
    generator = torch.Generator().manual_seed(seed)
    # Normal exponents stay clear of underflow, where a Dirichlet of small concentration would not.
    heights = torch.randn(cells, generator=generator, dtype=torch.float64).div_(concentration).exp_()
    kept = torch.rand(cells, generator=generator, dtype=torch.float64) >= empty
    kept[torch.randint(cells, (), generator=generator)] = True
    heights = heights * kept
    return heights / heights.sum()


def discretised_densities(
    cells: int | None = None, *, max_cells: int = 64, zeros: bool = True
) -> st.SearchStrategy[Tensor]:
    """Probability vectors over `cells` cells, or 2 to `max_cells`; `zeros` admits empty cells."""
    return st.builds(
        discretised_density,
        seed=seeds(),
        cells=st.integers(2, max_cells) if cells is None else st.just(cells),
        concentration=st.sampled_from((0.2, 1.0, 10.0)),
        empty=st.sampled_from((0.0, 0.3, 0.9) if zeros else (0.0,)),
    )


def discretised_pairs(*, max_cells: int = 64, zeros: bool = True) -> st.SearchStrategy[tuple[Tensor, Tensor]]:
    """Two probability vectors over the same cells: (p_data, p_g)."""
    return st.integers(2, max_cells).flatmap(
        lambda cells: st.tuples(discretised_densities(cells, zeros=zeros), discretised_densities(cells, zeros=zeros))
    )


def objectives(names: Sequence[str] | None = None) -> st.SearchStrategy[Objective]:
    """Draw registered objectives, or those of the given names."""

    def registered() -> st.SearchStrategy[Objective]:
        from gancheck.theory.objectives import OBJECTIVES, objective

        return st.sampled_from(sorted(OBJECTIVES if names is None else names)).map(objective)

    # Deferred: an objective that is registered after this call is drawn as well.
    return st.deferred(registered)
