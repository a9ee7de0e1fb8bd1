"""The value function V(G, D), the optimal discriminator, and how far a discriminator is from it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from gancheck.theory.bernoulli import bernoulli_kl, softplus
from gancheck.theory.densities.density import Density
from gancheck.theory.divergences import shared_atoms
from gancheck.theory.integrals import Integral
from gancheck.theory.pairs import integrate_pair
from gancheck.theory.pushforward.knots import trace_knots
from gancheck.theory.pushforward.layers import piecewise_linear_layers

Floats = NDArray[np.float64]
Logit = Callable[[Tensor], Tensor]

_FLOAT32_TOLERANCE = 1e-6
# Tails reach farther out than float32 does. No mass that matters is beyond.
_FLOAT32_FAR = 1e30


@dataclass(frozen=True)
class OptimalLogit:
    """The logit of D* = p / (p + q), which is log p - log q. Goodfellow et al. 2014, Proposition 1.

    Maps points `(n, dim)` to `(n,)`. At an atom of q alone D* = 0 and the logit is -inf; at one of p alone it is
    +inf. Where both densities are 0, D* is not determined and the logit is 0.
    """

    p: Density
    q: Density

    def __call__(self, x: Tensor) -> Tensor:
        """The logit of D* at `x`."""
        log_p, log_q = self.p.log_prob(x), self.q.log_prob(x)
        logit = torch.where(torch.isneginf(log_p) & torch.isneginf(log_q), 0.0, log_p - log_q)
        if self.p.atoms or self.q.atoms:
            for location, (a, b) in zip(_locations(self.p, self.q), shared_atoms(self.p, self.q), strict=True):
                logit = torch.where(x[..., 0] == location, _log(a) - _log(b), logit)
        return logit


def optimal_logit(p: Density, q: Density) -> OptimalLogit:
    """The logit of D* = p / (p + q), a map of points `(n, dim)` to `(n,)`. Proposition 1.

    Where the discriminator is asked for as a probability, it is the sigmoid of this.
    """
    if p.dim != q.dim:
        raise ValueError(f"{p} has dimension {p.dim} and {q} has {q.dim}: compare densities on the same space.")
    return OptimalLogit(p, q)


def value(
    p: Density,
    q: Density,
    logit: Logit,
    *,
    tolerance: float | None = None,
    landmarks: Iterable[float] = (),
) -> Integral:
    """V(G, D) = E_p log D(x) + E_q log(1 - D(x)) in nats, for p_data = p and p_g = q. Equation 1.

    `logit` maps points `(n, dim)` to the logits of D, `(n,)`. A module is called in its own dtype, on its own
    device. The kinks of a module of linear and (leaky) ReLU layers are found (1-D); `landmarks` says where any
    other D has kinks or jumps: those that no landmark tells may be missed. The absolute error is at most `tolerance`:
    unless given 1e-10 in 1-D and 1e-8 in 2-D, or 1e-6 where the logits are float32. Raises IntegrationError
    where it can't be kept, and ValueError where a logit is not a number.
    """
    d, known = _discriminator(logit, p.dim, tolerance)
    marks = (*landmarks, *_kinks(logit, p, q))

    def integrand(log_p: Floats, log_q: Floats, at: Floats) -> Floats:
        return -(_weighted(log_p, softplus(-at)) + _weighted(log_q, softplus(at)))

    atoms = 0.0
    for (a, b), at in _atoms(p, q, d):
        atoms -= (a * float(softplus(-at)) if a else 0.0) + (b * float(softplus(at)) if b else 0.0)
    smooth, _ = integrate_pair(p, q, integrand, tolerance=known, relative=1e-10, logit=d, landmarks=marks)
    return Integral(smooth.value + atoms, smooth.error)


def value_gap(
    p: Density,
    q: Density,
    logit: Logit,
    *,
    tolerance: float | None = None,
    landmarks: Iterable[float] = (),
) -> Integral:
    """V(G, D*) - V(G, D) in nats: the integral of (p + q) KL(Bernoulli(D*) || Bernoulli(D)), at least 0.

    It is 0 just where D = D* wherever there is mass (Proposition 1), weighs every point by the mass there, and is
    computed directly, so that a gap of 1e-12 keeps its digits. Infinite where D is exactly 0 or 1 and should not
    be. Arguments, tolerance and errors as for `value`.
    """
    d, known = _discriminator(logit, p.dim, tolerance)
    marks = (*landmarks, *_kinks(logit, p, q))

    def integrand(log_p: Floats, log_q: Floats, at: Floats) -> Floats:
        total = np.exp(np.logaddexp(log_p, log_q))
        return np.where(total > 0, total * bernoulli_kl(log_p - log_q, at), 0.0)

    atoms = 0.0
    for (a, b), at in _atoms(p, q, d):
        atoms += (a + b) * float(bernoulli_kl(np.array([_log(a) - _log(b)]), np.array([at]))[0])
    smooth, _ = integrate_pair(p, q, integrand, tolerance=known, relative=1e-10, logit=d, landmarks=marks)
    return Integral(smooth.value + atoms, smooth.error)


def _weighted(log_density: Floats, loss: Floats) -> Floats:
    density = np.exp(log_density)
    return np.where(density > 0, density * loss, 0.0)


def _log(mass: float) -> float:
    return math.log(mass) if mass > 0 else -math.inf


def _locations(p: Density, q: Density) -> list[float]:
    return sorted({atom.location for atom in (*p.atoms, *q.atoms)})


def _atoms(p: Density, q: Density, d: Callable[[Floats], Floats]) -> Iterable[tuple[tuple[float, float], Floats]]:
    """The masses of p and q at each atom, with the logit of D there."""
    locations = _locations(p, q)
    if not locations:
        return ()
    return zip(shared_atoms(p, q), d(np.array(locations)[:, None]), strict=True)


def _discriminator(logit: Logit, dim: int, tolerance: float | None) -> tuple[Callable[[Floats], Floats], float | None]:
    """`logit` between float64 arrays, and the tolerance that its precision lets one ask for."""
    parameter = next(logit.parameters(), None) if isinstance(logit, nn.Module) else None

    def call(x: Floats) -> Tensor:
        points = torch.from_numpy(x)
        if parameter is not None:
            if parameter.dtype != torch.float64:
                points = points.clamp(-_FLOAT32_FAR, _FLOAT32_FAR)
            points = points.to(parameter.device, parameter.dtype)
        with torch.no_grad():
            return logit(points)

    def d(x: Floats) -> Floats:
        out = call(x)
        if out.shape != (len(x),) and out.shape != (len(x), 1):
            raise ValueError(
                f"The discriminator gave shape {tuple(out.shape)} for {len(x)} points: it has to give one logit a row."
            )
        logits: Floats = out.detach().to("cpu", torch.float64).reshape(-1).numpy()
        if (bad := np.isnan(logits)).any():
            raise ValueError(f"The discriminator's logit is not a number at x = {x[np.argmax(bad)].tolist()}.")
        return logits

    if tolerance is None and call(np.zeros((1, dim))).dtype != torch.float64:
        tolerance = _FLOAT32_TOLERANCE
    return d, tolerance


def _kinks(logit: Logit, p: Density, q: Density) -> tuple[float, ...]:
    """Where a piecewise linear D on the line changes its slope, in the range that p and q have landmarks in."""
    if p.dim != 1 or not isinstance(logit, nn.Module):
        return ()
    layers = piecewise_linear_layers(logit)
    marks = np.unique([*p.landmarks, *q.landmarks])
    if layers is None or len(marks) < 2:
        return ()
    # Kinks far outside have little mass beside them, and adaptive cells find them.
    reach = 100.0 * (marks[-1] - marks[0])
    x, _ = trace_knots(layers, np.array([marks[0] - reach, *marks, marks[-1] + reach]), np.zeros(1), np.ones(1))
    return tuple(x[1:-1].tolist())
