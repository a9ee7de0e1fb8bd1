"""Bounds on the JSD of a generator with several latent dimensions, from exact slices of its latent space."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from gancheck.theory import cells as mesh
from gancheck.theory.bernoulli import softplus
from gancheck.theory.densities.density import Density
from gancheck.theory.divergences import LOG_2, jsd_integrand
from gancheck.theory.integrals import IntegrationError
from gancheck.theory.pushforward.density import Pushforward
from gancheck.theory.pushforward.generators import Generator
from gancheck.theory.pushforward.slices import draw_slices

Floats = NDArray[np.float64]

# Gauss nodes in a cell. The mean of many slices has too many jumps to be followed adaptively; every cell lies
# between adjacent jumps, or is so narrow that the one inside of it is small.
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(5)
_MOST_CELLS = 10_000
# Mass that the nodes may miss; what they miss widens the bounds.
_MOST_MISSING = 5e-3
# Any discriminator gives a lower bound. This one is clipped, so that no slice can make it infinite.
_MOST_LOGIT = 20.0


@dataclass(frozen=True)
class Sandwich:
    """JSD(p_data, p_g) from slices: `lower` is biased down and `upper` is biased up, in nats.

    In expectation over the slices, `lower` <= JSD <= `upper`. `lower_error` is the standard error of `lower`;
    `integration_error` is what the quadrature may be off, already taken off `lower` and put on `upper`.
    """

    lower: float
    upper: float
    lower_error: float
    integration_error: float
    slices: int


def sandwich(
    generator: Generator,
    prior: Density,
    p_data: Density,
    *,
    slices: int = 64,
    generator_rng: torch.Generator | None = None,
) -> Sandwich:
    """Bounds in expectation on JSD(p_data, p_g) for a generator from R^n to R.

    A slice is the exact law of G along one direction of the latent space, the other coordinates drawn from the
    prior with `generator_rng`. The direction is the one in which G varies most: the top eigenvector of
    E[grad G grad G'] for an isotropic Gaussian prior, the best axis for any other with independent coordinates.
    The JSD of p_data and the mean of the slices is biased up (it is convex in p_g); the value of
    D = p / (p + q_A), with q_A from one half of the slices, on the other half is biased down (no D gives more than
    D*). Raises ValueError for priors with dependent coordinates, fewer than 4 slices or a p_data that is not an
    absolutely continuous density on the line; IntegrationError where too much mass is missed.
    """
    if slices < 4:
        raise ValueError(f"A sandwich needs at least 4 slices, not {slices}.")
    if p_data.dim != 1 or p_data.atoms:
        raise ValueError(f"The sandwich is for densities on the line without atoms, not for {p_data}.")
    lines = draw_slices(generator, prior, slices, generator_rng)
    x, weights = _nodes(p_data, lines)
    log_p = p_data.log_prob(torch.from_numpy(x)[:, None]).numpy()
    q = _densities(lines, x)
    missing = abs(float(weights @ np.exp(log_p)) - 1.0) + float(
        np.mean([abs(float(weights @ row) + _atomic(line) - 1.0) for row, line in zip(q, lines, strict=True)])
    )
    if not missing <= _MOST_MISSING:
        raise IntegrationError(
            f"The quadrature over slices misses {missing:.1e} of the mass: the slices are too spiky."
        )
    error = missing + math.fsum(line.error for line in lines) / slices
    atoms = math.fsum(_atomic(line) for line in lines) / slices
    upper = float(weights @ jsd_integrand(log_p, _log(q.mean(0)))) + 0.5 * LOG_2 * atoms
    values = np.concatenate(
        [_values(p_data, log_p, weights, lines, q, trained, held) for trained, held in _halves(slices)]
    )
    lower = float(values.mean())
    return Sandwich(
        max(lower - error, 0.0),
        min(upper + error, LOG_2),
        float(values.std(ddof=1) / math.sqrt(slices)),
        error,
        slices,
    )


def _halves(slices: int) -> tuple[tuple[slice, slice], tuple[slice, slice]]:
    first, second = slice(0, slices // 2), slice(slices // 2, slices)
    return (first, second), (second, first)


def _nodes(p: Density, lines: list[Pushforward]) -> tuple[Floats, Floats]:
    marks = np.unique(np.concatenate([line.landmarks for line in lines]))
    if len(marks) > _MOST_CELLS:
        marks = marks[np.linspace(0, len(marks) - 1, _MOST_CELLS).round().astype(np.intp)]
    boxes = [p.support[0], *(line.support[0] for line in lines)]
    support = min(low for low, _ in boxes), max(high for _, high in boxes)
    at = mesh.points(mesh.line((*marks.tolist(), *p.landmarks), support, p.scale), _NODES[:, None])
    weights = at.area * np.exp(at.log_stretch) * np.tile(_WEIGHTS, len(at.area) // len(_WEIGHTS))
    order = np.argsort(at.x[:, 0])
    return at.x[order, 0], weights[order]


def _densities(lines: list[Pushforward], x: Floats) -> Floats:
    """The density of every slice at `x`, `(slices, n)`."""
    points = torch.from_numpy(np.ascontiguousarray(x))[:, None]
    return np.stack([np.exp(line.log_prob(points).numpy()) for line in lines])


def _values(
    p: Density, log_p: Floats, weights: Floats, lines: list[Pushforward], q: Floats, trained: slice, held: slice
) -> Floats:
    """(V + log 4) / 2 of the discriminator of the trained slices, on each of the held ones."""
    logit = np.clip(log_p - _log(q[trained].mean(0)), -_MOST_LOGIT, _MOST_LOGIT)
    logit = np.where(np.isnan(logit), 0.0, logit)
    real = -float((weights * np.exp(log_p)) @ softplus(-logit))
    fake = -(q[held] @ (weights * softplus(logit)))
    places = [(i, atom) for i, line in enumerate(lines[held]) for atom in line.atoms]
    if places:
        known = {atom.location for line in lines[trained] for atom in line.atoms}
        x = np.array([atom.location for _, atom in places])
        there = p.log_prob(torch.from_numpy(x)[:, None]).numpy() - _log(_densities(lines[trained], x).mean(0))
        for (i, atom), at in zip(places, there, strict=True):
            logit_there = -_MOST_LOGIT if atom.location in known else float(np.clip(np.nan_to_num(at), -20.0, 20.0))
            fake[i] -= atom.mass * float(softplus(np.array(logit_there)))
    return 0.5 * (real + fake + 2.0 * LOG_2)


def _atomic(line: Pushforward) -> float:
    return math.fsum(atom.mass for atom in line.atoms)


def _log(density: Floats) -> Floats:
    with np.errstate(divide="ignore"):
        return np.log(density)
