"""Exact divergences between known densities, in nats."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from gancheck.theory.bernoulli import excess, log_over_mean, softplus
from gancheck.theory.densities.density import Density
from gancheck.theory.integrals import Integral
from gancheck.theory.pairs import crossings, integrate_pair, smooth_mass

Floats = NDArray[np.float64]

LOG_2 = math.log(2.0)


def kl(p: Density, q: Density, *, tolerance: float | None = None) -> Integral:
    """KL(p || q) = E_p log(p/q); infinite where p has mass that q lacks.

    Between products of factors on the same spaces it is the sum over factors, in any dimension. Raises
    IntegrationError where `tolerance` (1e-10 in 1-D, 1e-8 in 2-D) can't be kept.
    """
    factors = _matching_factors(p, q)
    if factors is not None:
        parts = [kl(a, b, tolerance=tolerance and tolerance / len(factors)) for a, b in factors]
        return Integral(math.fsum(part.value for part in parts), math.fsum(part.error for part in parts))
    atoms = math.fsum(_kl_term(a, b) for a, b in shared_atoms(p, q))
    if math.isinf(atoms):
        return Integral(math.inf, 0.0)

    def integrand(log_p: Floats, log_q: Floats, d: Floats) -> Floats:
        # p log(p/q) - p + q is nonnegative everywhere, so that nothing cancels between cells.
        u, p_x = log_p - log_q, np.exp(log_p)
        slight = np.exp(log_q) + np.where(p_x > 0, p_x * (u - 1.0), 0.0)
        return np.where(u < -30.0, slight, np.where(p_x > 0, p_x * excess(u), 0.0))

    smooth, seen = integrate_pair(p, q, integrand, tolerance=tolerance, relative=1e-10)
    if seen.p_without_q:
        return Integral(math.inf, 0.0)
    return Integral(smooth.value + (smooth_mass(p) - smooth_mass(q) + atoms), smooth.error)


def jsd(p: Density, q: Density, *, tolerance: float | None = None) -> Integral:
    """The Jensen-Shannon divergence, KL(p || m) / 2 + KL(q || m) / 2 with m = (p + q) / 2, in [0, log 2].

    Atoms count as limits of steep densities. Factors that two products share drop out. Raises IntegrationError
    where `tolerance` (1e-10 in 1-D, 1e-8 in 2-D) can't be kept. Goodfellow et al. 2014, equation 6.
    """
    factors = _matching_factors(p, q)
    if factors is not None:
        different = [(a, b) for a, b in factors if a != b]
        if not different:
            return Integral(0.0, 0.0)
        if len(different) == 1:
            return jsd(*different[0], tolerance=tolerance)
    atoms = math.fsum(_jsd_term(a, b) for a, b in shared_atoms(p, q))

    def integrand(log_p: Floats, log_q: Floats, d: Floats) -> Floats:
        return jsd_integrand(log_p, log_q)

    smooth, seen = integrate_pair(p, q, integrand, tolerance=tolerance, mass_weight=0.5 * LOG_2)
    if not seen.overlap:
        return Integral(0.5 * LOG_2 * (smooth_mass(p) + smooth_mass(q)) + atoms, 0.0)
    return Integral(min(smooth.value + atoms, LOG_2), smooth.error)


def criterion(p: Density, q: Density, *, tolerance: float | None = None) -> Integral:
    """C(G) = max_D V(G, D) = E_p log D* + E_q log(1 - D*), with D* = p / (p + q), from its own logits.

    By Theorem 1 it equals -log 4 + 2 JSD(p, q); it is computed without the JSD, so that the two can be compared.
    Goodfellow et al. 2014, equation 4.
    """
    atoms = math.fsum(_criterion_term(a, b) for a, b in shared_atoms(p, q))

    def integrand(log_p: Floats, log_q: Floats, d: Floats) -> Floats:
        logit = log_p - log_q
        p_part = np.where(np.isneginf(log_p), 0.0, np.exp(log_p) * softplus(-logit))
        q_part = np.where(np.isneginf(log_q), 0.0, np.exp(log_q) * softplus(logit))
        return -(p_part + q_part)

    smooth, _ = integrate_pair(p, q, integrand, tolerance=tolerance, mass_weight=LOG_2)
    return Integral(smooth.value + atoms, smooth.error)


def total_variation(p: Density, q: Density, *, tolerance: float | None = None) -> Integral:
    """The total variation distance, half of the integral of |p - q|, in [0, 1]."""
    atoms = math.fsum(0.5 * abs(a - b) for a, b in shared_atoms(p, q))

    def integrand(log_p: Floats, log_q: Floats, d: Floats) -> Floats:
        half: Floats = 0.5 * np.abs(np.exp(log_p) - np.exp(log_q))
        return half

    kinks = crossings(p, q) if p.dim == 1 else ()
    smooth, _ = integrate_pair(p, q, integrand, tolerance=tolerance, mass_weight=0.5, landmarks=kinks)
    return Integral(min(smooth.value + atoms, 1.0), smooth.error)


def shared_atoms(p: Density, q: Density) -> Iterator[tuple[float, float]]:
    """The masses that p and q have at each point where either has an atom."""
    of_p = {atom.location: atom.mass for atom in p.atoms}
    of_q = {atom.location: atom.mass for atom in q.atoms}
    for location in sorted(of_p.keys() | of_q.keys()):
        yield of_p.get(location, 0.0), of_q.get(location, 0.0)


def jsd_integrand(log_p: Floats, log_q: Floats) -> Floats:
    """What is integrated to the JSD: nonnegative at every point, 0 where p = q, also without an overlap."""
    with np.errstate(over="ignore", invalid="ignore"):
        value = 0.5 * (_over_mean(log_p, log_q) + _over_mean(log_q, log_p))
    return np.where(np.isneginf(log_p) & np.isneginf(log_q), 0.0, value)


def _over_mean(log_p: Floats, log_q: Floats) -> Floats:
    """The integrand p log(p/m) - p + m with m = (p + q) / 2, which is nonnegative."""
    u = log_over_mean(log_p - log_q)
    p = np.exp(log_p)
    # Where p is negligible beside q, exp(-u) overflows before q does; and p log p -> 0 where p is 0.
    slight = np.where(p > 0, p * (u - 1.0), 0.0) + 0.5 * (p + np.exp(log_q))
    return np.where(u < -30.0, slight, p * excess(u))


def _kl_term(a: float, b: float) -> float:
    if a == 0.0:
        return 0.0
    return math.inf if b == 0.0 else a * math.log(a / b)


def _jsd_term(a: float, b: float) -> float:
    middle = 0.5 * (a + b)
    return 0.5 * (_kl_term(a, middle) + _kl_term(b, middle))


def _criterion_term(a: float, b: float) -> float:
    return -math.fsum(mass * math.log((a + b) / mass) for mass in (a, b) if mass > 0)


def _matching_factors(p: Density, q: Density) -> tuple[tuple[Density, Density], ...] | None:
    """Pairs of factors where both are products over the same dimensions."""
    first: tuple[Density, ...] | None = getattr(p, "factors", None)
    second: tuple[Density, ...] | None = getattr(q, "factors", None)
    if not first or not second or [f.dim for f in first] != [f.dim for f in second]:
        return None
    return tuple(zip(first, second, strict=True))
