"""The duality gap on known densities: how much each player could gain against the other as it is."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import optimize
from torch import Tensor

from gancheck.stability.games.peak import highest
from gancheck.theory import Density, criterion, value
from gancheck.theory.densities.density import Atom

Logit = Callable[[Tensor], Tensor]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class DualityGap:
    """DG(G, D) = max over D' of V(G, D') - min over G' of V(G', D), in nats. Grnarova et al. 2019, equation 2.

    It is at least 0, and 0 just where neither player can gain: p_g = p_data and D = 1/2. `best_discriminator` is the
    maximum, C(G); `best_generator` the minimum, and `best_at` says where it puts its mass, or its parameters (empty
    where no generator is better than the present one). `error` bounds what the integrals are off by.
    """

    value: float
    error: float
    best_discriminator: float
    best_generator: float
    best_at: tuple[float, ...]


@dataclass(frozen=True)
class Family:
    """Generators with finitely many parameters: `density(parameters)`, within a (low, high) for each."""

    density: Callable[[Sequence[float]], Density]
    bounds: Sequence[tuple[float, float]]


def duality_gap(
    p_data: Density,
    p_g: Density,
    logit: Logit,
    *,
    generators: tuple[float, float] | Family | None = None,
    landmarks: Iterable[float] = (),
) -> DualityGap:
    """Compute the duality gap of D, as logits, and p_g, on the line.

    The best D' is D* of Proposition 1, exactly. Against D the best of all generators puts its mass where D is
    highest: V(G', D) = E_p log D - max softplus(logit), the maximum over `generators`, an interval: by default all
    that the densities' landmarks and supports span. The maximum is found to rounding where D is piecewise linear,
    else by a grid of 4096 intervals and descent: a peak that is narrower, and told by no landmark, is missed, and the
    gap too small. Of a `Family` the best is found by a deterministic global search (DIRECT) and a descent; a better one
    may exist. In either case the present p_g competes, so that the gap is never below 0 but for the integrals' error.

    `logit` and `landmarks` as for `gancheck.theory.value`. Raises ValueError for more than one dimension, or an
    interval that is none or unbounded; the gap is infinite where D is 1 at a point that G can reach.
    """
    if p_data.dim != 1 or p_g.dim != 1:
        raise ValueError(f"the duality gap is computed on the line, not in {max(p_data.dim, p_g.dim)} dimensions")
    marks = tuple(landmarks)
    top = criterion(p_data, p_g)
    present = value(p_data, p_g, logit, landmarks=marks)
    if isinstance(generators, Family):
        low, error, at = _of_family(p_data, logit, generators, marks)
    else:
        low, error, at = _of_points(p_data, logit, generators or _span(p_data, p_g), marks)
    if present.value <= low:
        low, error, at = present.value, present.error, ()
    return DualityGap(top.value - low, top.error + error, top.value, low, at)


def _of_points(
    p_data: Density, logit: Logit, interval: tuple[float, float], marks: tuple[float, ...]
) -> tuple[float, float, tuple[float, ...]]:
    low, high = interval
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise ValueError(f"generators has to be a bounded interval (low, high), not {interval}")
    at, highest_logit = highest(logit, low, high, marks)
    if highest_logit == math.inf:
        return -math.inf, 0.0, (at,)
    found = value(p_data, _Point(at), logit, landmarks=marks)
    return found.value, found.error, (at,)


def _of_family(
    p_data: Density, logit: Logit, family: Family, marks: tuple[float, ...]
) -> tuple[float, float, tuple[float, ...]]:
    def objective(parameters: Floats) -> float:
        return value(p_data, family.density(parameters.tolist()), logit, landmarks=marks).value

    bounds = optimize.Bounds(*np.array(family.bounds, dtype=float).T)
    coarse = optimize.direct(objective, bounds, maxfun=300 * len(family.bounds), locally_biased=True)
    fine = optimize.minimize(objective, coarse.x, method="Nelder-Mead", bounds=bounds, options={"fatol": 1e-10})
    best = fine.x if fine.fun < coarse.fun else coarse.x
    found = value(p_data, family.density(best.tolist()), logit, landmarks=marks)
    return found.value, found.error, tuple(float(x) for x in best)


def _span(p: Density, q: Density) -> tuple[float, float]:
    marks = [*p.landmarks, *q.landmarks, *p.support[0], *q.support[0], *(atom.location for atom in q.atoms)]
    finite = [mark for mark in marks if math.isfinite(mark)]
    if len(finite) < 2:
        raise ValueError(f"{p} and {q} do not say where generators may put their mass: pass generators=(low, high)")
    return min(finite), max(finite)


class _Point(Density):
    """All mass at one point."""

    def __init__(self, location: float) -> None:
        self.location = location

    def log_prob(self, x: Tensor) -> Tensor:
        """-inf: there is no absolutely continuous part."""
        return torch.full_like(self._column(x), -math.inf)

    def sample(self, n: int, *, generator: torch.Generator | None = None, dtype: torch.dtype = torch.float64) -> Tensor:
        """The point, `n` times."""
        return torch.full((n, 1), self.location, dtype=dtype)

    @property
    def support(self) -> tuple[tuple[float, float], ...]:
        """The point."""
        return ((self.location, self.location),)

    @property
    def landmarks(self) -> tuple[float, ...]:
        """The point."""
        return (self.location,)

    @property
    def atoms(self) -> tuple[Atom, ...]:
        """The point."""
        return (Atom(self.location, 1.0),)
