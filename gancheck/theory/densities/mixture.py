"""Mixtures of densities of one dimension or more."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import torch
from torch import Tensor

from gancheck.theory.densities.bumps import separate_modes
from gancheck.theory.densities.density import Atom, Density, Mode
from gancheck.theory.densities.parameters import shares
from gancheck.theory.densities.quantiles import bisect_quantile
from gancheck.theory.densities.rows import GaussianRows
from gancheck.theory.densities.sampling import source

# Points times components times coordinates that are held at once (of 8 bytes each).
_AT_ONCE = 1 << 22


@dataclass(frozen=True)
class _Tables:
    """A mixture's numbers as tensors on one device."""

    bounds: Tensor  # cumulated weights without the last, (K - 1,) in float64: where the next component begins
    weights: Tensor  # (K,)
    log_weights: Tensor  # (K,)
    gaussians: GaussianRows | None  # the components where all are Gaussian


@dataclass(frozen=True, repr=False, init=False)
class Mixture(Density):
    """A mixture of densities of the same dimension; without weights, an even one.

    The weights must be positive and sum to 1. A mixture among the components is taken apart into its own.
    `name` replaces the long `repr` of a mixture of many; it takes no part in equality.
    """

    components: tuple[Density, ...]
    weights: tuple[float, ...]
    name: str = field(compare=False)
    _cache: dict[tuple[torch.device, torch.dtype], _Tables] = field(compare=False)

    def __init__(
        self, components: Iterable[Density], weights: Sequence[float] | None = None, *, name: str = ""
    ) -> None:
        parts = tuple(components)
        for part in parts:
            if not isinstance(part, Density):
                raise TypeError(f"Mixture: every component must be a Density, not {part!r}")
        if len({part.dim for part in parts}) > 1:
            raise ValueError(f"Mixture: components must share one dimension, not {[part.dim for part in parts]}")
        flat: list[tuple[Density, float]] = []
        for part, share in zip(parts, shares("Mixture", len(parts), weights), strict=True):
            if isinstance(part, Mixture):
                flat += [(inner, share * w) for inner, w in zip(part.components, part.weights, strict=True)]
            else:
                flat.append((part, share))
        object.__setattr__(self, "components", tuple(part for part, _ in flat))
        object.__setattr__(self, "weights", tuple(share for _, share in flat))
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "dim", parts[0].dim)
        object.__setattr__(self, "_cache", {})

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "_cache": {}}

    def __repr__(self) -> str:
        if self.name:
            return self.name
        terms = [f"{w:.4g} {part!r}" for w, part in zip(self.weights, self.components, strict=True)]
        if len(terms) > 4:
            return f"{terms[0]} + ... + {terms[-1]} ({len(terms)} components)"
        return " + ".join(terms)

    def _tables(self, device: torch.device, dtype: torch.dtype) -> _Tables:
        """Return the tensors on a device, made once for each device and dtype."""
        found = self._cache.get((device, dtype))
        if found is None:
            weights = torch.tensor(self.weights, dtype=torch.float64)
            rows = GaussianRows.of(self.components)
            found = _Tables(
                weights.cumsum(0)[:-1].to(device),
                weights.to(device, dtype),
                weights.log().to(device, dtype),
                None if rows is None else rows.to(device, dtype),
            )
            self._cache[device, dtype] = found
        return found

    def _in_chunks(self, function: Callable[[Tensor], Tensor], x: Tensor) -> Tensor:
        """Return `function` of the rows of `x`, a few at a time so that memory stays small."""
        size = max(1, _AT_ONCE // (len(self.components) * self.dim))
        if x.numel() <= size * self.dim:
            return function(x)
        chunks = torch.cat([function(chunk) for chunk in torch.split(x.reshape(-1, self.dim), size)])
        return chunks.reshape(*x.shape[:-1], *chunks.shape[1:])

    def log_prob(self, x: Tensor) -> Tensor:
        """Log density in nats, `(..., dim)` to `(...)`, without underflow far from every component."""
        tables = self._tables(self._points(x).device, x.dtype)

        def mixed(points: Tensor) -> Tensor:
            if tables.gaussians is not None:
                parts = tables.gaussians.log_probs(points)
            else:
                parts = torch.stack([part.log_prob(points) for part in self.components], -1)
            return torch.logsumexp(parts + tables.log_weights, -1)

        return self._in_chunks(mixed, x)

    def sample(self, n: int, *, generator: torch.Generator | None = None, dtype: torch.dtype = torch.float64) -> Tensor:
        """`n` draws, shape `(n, dim)`: all at once where every component is Gaussian."""
        generator = source(generator)
        tables = self._tables(generator.device, dtype)
        # In float64 whatever the dtype, so that the shares are those of the weights.
        places = torch.rand(n, generator=generator, device=generator.device, dtype=torch.float64)
        chosen = torch.bucketize(places, tables.bounds, right=True)
        if tables.gaussians is not None:
            return tables.gaussians.draw(chosen, generator)
        counts = torch.bincount(chosen, minlength=len(self.components)).tolist()
        parts = [
            part.sample(count, generator=generator, dtype=dtype)
            for part, count in zip(self.components, counts, strict=True)
        ]
        draws = torch.empty((n, self.dim), device=generator.device, dtype=dtype)
        draws[chosen.argsort()] = torch.cat(parts)
        return draws

    def cdf(self, x: Tensor) -> Tensor:
        """P(X <= x) for `dim` 1."""
        return self._average(x, 1.0) if self.dim == 1 else super().cdf(x)

    def survival(self, x: Tensor) -> Tensor:
        """P(X > x) for `dim` 1."""
        return self._average(x, -1.0) if self.dim == 1 else super().survival(x)

    def _average(self, x: Tensor, side: float) -> Tensor:
        """Average the components' distribution functions (side 1) or survival functions (side -1)."""
        tables = self._tables(self._points(x).device, x.dtype)
        if tables.gaussians is not None:
            parts = tables.gaussians.axis_cdfs(x, 0, side)
        else:
            laws = [part.cdf(x) if side > 0 else part.survival(x) for part in self.components]
            parts = torch.stack(laws, -1)
        return (parts @ tables.weights).clamp(max=1)

    def quantile(self, u: Tensor) -> Tensor:
        """Return the inverse of `cdf` for `dim` 1, `(...)` to `(..., 1)`, by bisection."""
        if self.dim != 1:
            return super().quantile(u)
        return bisect_quantile(self.cdf, u, self.support[0], str(self))

    def rosenblatt(self, x: Tensor) -> Tensor:
        """Each coordinate's distribution function given those before it, `(..., dim)` to the same.

        The weights of the components given the coordinates so far follow by Bayes' rule. Raises
        NotImplementedError where a component's coordinates depend on each other.
        """
        if not all(part.independent for part in self.components):
            raise NotImplementedError(f"{self} has no Rosenblatt transform: a component's coordinates depend")
        return self._in_chunks(self._conditionals, self._points(x))

    def _conditionals(self, x: Tensor) -> Tensor:
        tables = self._tables(x.device, x.dtype)
        log_weights = tables.log_weights
        uniforms = []
        for axis in range(self.dim):
            column = x[..., axis : axis + 1]
            if tables.gaussians is not None:
                below = tables.gaussians.axis_cdfs(column, axis)
                heights = tables.gaussians.axis_log_probs(column, axis)
            else:
                laws = [part.marginal(axis) for part in self.components]
                below = torch.stack([law.cdf(column) for law in laws], -1)
                heights = torch.stack([law.log_prob(column) for law in laws], -1)
            # Outside of every support the log weights are all -inf: there any weights do.
            weights = torch.softmax(log_weights, -1).nan_to_num(1 / len(self.components))
            uniforms.append((weights * below).sum(-1).clamp(0, 1))
            log_weights = log_weights + heights
        return torch.stack(uniforms, -1)

    def marginal(self, axis: int) -> Density:
        """Return the mixture of the components' marginals."""
        if self.dim == 1:
            return super().marginal(axis)
        return Mixture([part.marginal(axis) for part in self.components], self.weights)

    @property
    def support(self) -> tuple[tuple[float, float], ...]:
        """The smallest box that holds every component's."""
        boxes = [part.support for part in self.components]
        return tuple((min(low for low, _ in side), max(high for _, high in side)) for side in zip(*boxes, strict=True))

    @cached_property
    def _modes(self) -> tuple[Mode, ...]:
        bumps: list[Mode] = []
        for w, part in zip(self.weights, self.components, strict=True):
            if not part.modes:
                return ()
            bumps += [Mode(mode.center, w * mode.weight, mode.scale) for mode in part.modes]
        return separate_modes(bumps, self.log_prob, self.landmarks)

    @property
    def modes(self) -> tuple[Mode, ...]:
        """The components' modes; those with no dip of the density between them count as one."""
        return self._modes

    @cached_property
    def _landmarks(self) -> tuple[float, ...]:
        kept: list[float] = []
        for point in sorted(point for part in self.components for point in part.landmarks):
            # The same place reached by two roundings would cut a cell of no width.
            if not kept or point - kept[-1] > 1e-15 * max(abs(point), abs(kept[-1])):
                kept.append(point)
        return tuple(kept)

    @property
    def landmarks(self) -> tuple[float, ...]:
        """The components' own, for `dim` 1."""
        return self._landmarks

    @property
    def atoms(self) -> tuple[Atom, ...]:
        """The components' atoms with their share of the mass."""
        mass: dict[float, float] = {}
        for w, part in zip(self.weights, self.components, strict=True):
            for atom in part.atoms:
                mass[atom.location] = mass.get(atom.location, 0.0) + w * atom.mass
        return tuple(Atom(location, mass[location]) for location in sorted(mass))

    @property
    def center(self) -> tuple[float, ...]:
        """The weighted mean of the components' centers."""
        centers = [part.center for part in self.components]
        return tuple(
            math.fsum(w * center[axis] for w, center in zip(self.weights, centers, strict=True))
            for axis in range(self.dim)
        )

    @cached_property
    def _scale(self) -> float:
        center = self.center
        variance = math.fsum(
            w * (part.scale**2 + math.dist(part.center, center) ** 2 / self.dim)
            for w, part in zip(self.weights, self.components, strict=True)
        )
        return math.sqrt(variance)

    @property
    def scale(self) -> float:
        """The standard deviation: variances within the components and between them, added."""
        return self._scale
