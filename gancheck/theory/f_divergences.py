"""Further divergences that objectives minimise, by the same quadrature as KL and JSD."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.optimize import brentq
from torch import Tensor

from gancheck.theory.densities.density import Density
from gancheck.theory.divergences import shared_atoms
from gancheck.theory.integrals import Integral, integrate
from gancheck.theory.pairs import integrate_pair

Floats = NDArray[np.float64]


def pearson(p: Density, q: Density, *, tolerance: float | None = None) -> Integral:
    """The Pearson chi-square divergence, the integral of (p - q)^2 / q; infinite where p has mass that q lacks."""
    atoms = 0.0
    for a, b in shared_atoms(p, q):
        if a > 0 and b == 0:
            return Integral(math.inf, 0.0)
        atoms += (a - b) ** 2 / b

    def integrand(log_p: Floats, log_q: Floats, d: Floats) -> Floats:
        u = log_p - log_q
        far = np.exp(log_p + u) - 2.0 * np.exp(log_p) + np.exp(log_q)
        return np.where(u < 1.0, np.exp(log_q) * np.expm1(u) ** 2, np.where(np.isneginf(log_p), 0.0, far))

    smooth, seen = integrate_pair(p, q, integrand, tolerance=tolerance, relative=1e-10)
    return Integral(math.inf, 0.0) if seen.p_without_q else Integral(smooth.value + atoms, smooth.error)


def squared_hellinger(p: Density, q: Density, *, tolerance: float | None = None) -> Integral:
    """The integral of (sqrt p - sqrt q)^2, in [0, 2]."""
    atoms = math.fsum((math.sqrt(a) - math.sqrt(b)) ** 2 for a, b in shared_atoms(p, q))

    def integrand(log_p: Floats, log_q: Floats, d: Floats) -> Floats:
        gap = np.abs(log_p - log_q)
        squared: Floats = np.exp(np.maximum(log_p, log_q)) * np.expm1(-0.5 * gap) ** 2
        return squared

    smooth, _ = integrate_pair(p, q, integrand, tolerance=tolerance, mass_weight=1.0)
    return Integral(smooth.value + atoms, smooth.error)


def triangular(p: Density, q: Density, *, tolerance: float | None = None) -> Integral:
    """The triangular discrimination (Vincze-Le Cam), the integral of (p - q)^2 / (p + q), in [0, 2]."""
    atoms = math.fsum((a - b) ** 2 / (a + b) for a, b in shared_atoms(p, q))

    def integrand(log_p: Floats, log_q: Floats, d: Floats) -> Floats:
        ratio: Floats = np.exp(np.logaddexp(log_p, log_q)) * np.tanh(0.5 * (log_p - log_q)) ** 2
        return ratio

    smooth, _ = integrate_pair(p, q, integrand, tolerance=tolerance, mass_weight=1.0)
    return Integral(smooth.value + atoms, smooth.error)


def wasserstein(p: Density, q: Density, *, tolerance: float = 1e-8) -> Integral:
    """The Wasserstein-1 distance on the line, the integral of |F_p - F_q|, in units of x.

    Raises ValueError in other dimensions and IntegrationError where a mean is not finite.
    """
    _on_the_line(p, q)
    edges = [end for density in (p, q) for end in density.support[0]]
    low, high = min(edges), max(edges)
    marks = {*p.landmarks, *q.landmarks, *(atom.location for atom in (*p.atoms, *q.atoms))}
    marks.update(end for end in edges if math.isfinite(end))
    marks.update(kantorovich_potential(p, q).knots)
    return integrate(
        lambda x: np.abs(_cdf_difference(p, q, x)),
        sorted(marks),
        support=(low, high),
        scale=min(p.scale, q.scale),
        tolerance=tolerance,
        relative=1e-9,
    )


@dataclass(frozen=True)
class KantorovichPotential:
    """The critic of slope +-1 that separates p and q best: its slope is the sign of F_q - F_p.

    Maps points `(n, 1)` to `(n,)`. `knots` are where F_p and F_q cross and `signs` the slopes between them, one
    more; E_p - E_q of it is the Wasserstein-1 distance (Arjovsky et al. 2017, equation 2).
    """

    knots: tuple[float, ...]
    signs: tuple[float, ...]

    def __call__(self, x: Tensor) -> Tensor:
        """The potential at `x`, 0 at the first knot."""
        x = x[..., 0]
        first = self.knots[0]
        result = self.signs[0] * torch.clamp(x - first, max=0.0)
        ends = (*self.knots[1:], math.inf)
        for low, high, sign in zip(self.knots, ends, self.signs[1:], strict=True):
            result = result + sign * torch.clamp(x - low, min=0.0, max=high - low)
        return result


def kantorovich_potential(p: Density, q: Density) -> KantorovichPotential:
    """The optimal critic between two densities on the line, from the crossings of their distribution functions."""
    _on_the_line(p, q)
    u = torch.linspace(0.0, 1.0, 1001, dtype=torch.float64)[1:-1]
    grid = torch.cat([p.quantile(u), q.quantile(u)]).reshape(-1).numpy()
    grid = np.unique(np.concatenate([grid, p.landmarks, q.landmarks]))
    difference = _cdf_difference(q, p, grid)
    here = np.sign(difference)
    solid = np.flatnonzero(here)
    if not len(solid):
        return KantorovichPotential((float(grid[0]),), (0.0, 0.0))
    knots, signs = [], [float(here[solid[0]])]
    for i, j in pairwise(solid):
        if here[i] != here[j]:
            root = brentq(lambda x: float(_cdf_difference(q, p, np.array([x]))[0]), grid[i], grid[j])
            knots.append(float(root))
            signs.append(float(here[j]))
    if not knots:
        return KantorovichPotential((float(grid[0]),), (signs[0], signs[0]))
    return KantorovichPotential(tuple(knots), tuple(signs))


def _cdf_difference(p: Density, q: Density, x: Floats) -> Floats:
    """F_p - F_q, from the tail where both are small."""
    at = torch.from_numpy(np.ascontiguousarray(x)[:, None])
    with torch.no_grad():
        low_p, low_q = p.cdf(at).numpy(), q.cdf(at).numpy()
        difference: Floats = low_p - low_q
        upper = np.minimum(low_p, low_q) > 0.5
        if upper.any():
            difference = np.where(upper, q.survival(at).numpy() - p.survival(at).numpy(), difference)
    return difference


def _on_the_line(p: Density, q: Density) -> None:
    if p.dim != 1 or q.dim != 1:
        raise ValueError(f"The Wasserstein distance is exact on the line only, not between {p} and {q}.")
