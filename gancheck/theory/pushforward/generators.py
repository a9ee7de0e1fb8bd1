"""From a generator with one latent and one output dimension to its exact p_g."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from gancheck.theory.densities.density import Density
from gancheck.theory.pushforward.density import Pushforward
from gancheck.theory.pushforward.interpolation import cubic_pieces
from gancheck.theory.pushforward.knots import trace_knots
from gancheck.theory.pushforward.layers import Layer, piecewise_linear_layers
from gancheck.theory.pushforward.maps import LinearPieces

Floats = NDArray[np.float64]
Generator = nn.Module | Callable[[Tensor], Tensor]

# The tail beyond which the map goes on linearly. No kink out there can matter: the density of z underflows.
_BEYOND = 1e-320
# How far the layers may be from what the generator computes, as a share of the outputs' range.
_AGREEMENT = {torch.float64: 1e-9, torch.float32: 1e-4}


def pushforward(generator: Generator, prior: Density) -> Pushforward:
    """The law p_g of `generator(z)` with z from `prior`, for one latent and one output dimension.

    Exact where the generator is built of `nn.Linear`, ReLU, leaky ReLU, PReLU, hard tanh, batch normalisation and
    dropout in evaluation mode, in (nested) containers that apply their layers in order. Any other map of `(n, 1)`
    to `(n, 1)` that autograd can differentiate is interpolated by cubics, and `error` says what that may do to a
    JSD. Raises ValueError for other shapes and for a generator that is random.
    """
    if prior.dim != 1:
        raise ValueError(
            f"The exact p_g needs one latent dimension, not {prior.dim}: use sandwich(...) for bounds on the JSD."
        )
    _check_shape(generator, prior)
    if isinstance(generator, nn.Module):
        layers = piecewise_linear_layers(generator)
        if layers is not None:
            pieces = linear_pieces(layers, prior)
            if _agrees(pieces, generator, prior):
                return Pushforward(pieces, prior)
    cubic, error = cubic_pieces(evaluator(generator), initial_knots(prior, 1e-19), prior)
    return Pushforward(cubic, prior, error=error)


def linear_pieces(
    layers: list[Layer],
    prior: Density,
    start: Floats | None = None,
    direction: Floats | None = None,
) -> LinearPieces:
    """G along the line start + z * direction of the latent space, `(latent,)` each; the first axis by default."""
    start = np.zeros(1) if start is None else start
    direction = np.ones(1) if direction is None else direction
    z, x = trace_knots(layers, initial_knots(prior, _BEYOND), start, start + direction)
    if x.shape[1] != 1:
        raise ValueError(f"The exact p_g needs one output dimension, not {x.shape[1]}.")
    x = x[:, 0]
    ends = ((x[1] - x[0]) / (z[1] - z[0]), (x[-1] - x[-2]) / (z[-1] - z[-2]))
    return LinearPieces(z, x, (float(ends[0]), float(ends[1])))


def initial_knots(prior: Density, tail: float) -> Floats:
    """Points in z to start from: the prior's landmarks, and on out by factors of 2 until `tail` mass is beyond."""
    low, high = prior.support[0]
    center, scale = prior.center[0], prior.scale
    marks = {center, *prior.landmarks, *(end for end in (low, high) if np.isfinite(end))}
    for end, direction in ((low, -1.0), (high, 1.0)):
        if np.isfinite(end):
            continue
        reach = 0.5 * scale
        while reach < 1e30 * scale:
            at = torch.tensor([[center + direction * reach]], dtype=torch.float64)
            beyond = float(prior.survival(at) if direction > 0 else prior.cdf(at))
            marks.add(center + direction * reach)
            if beyond <= tail:
                break
            reach *= 2.0
    return np.array(sorted(marks))


def evaluator(generator: Generator) -> Callable[[Floats], tuple[Floats, Floats]]:
    """A function that gives G and dG/dz at float64 points `(n,)`."""

    def evaluate(z: Floats) -> tuple[Floats, Floats]:
        points = torch.from_numpy(z)[:, None].requires_grad_()
        with torch.enable_grad():
            x = generator(_cast(generator, points))
            if not x.requires_grad:
                raise ValueError("The generator's output does not depend on z through autograd: p_g needs dG/dz.")
            (slope,) = torch.autograd.grad(x.sum(), points)
        return x.detach().to("cpu", torch.float64)[:, 0].numpy(), slope[:, 0].numpy()

    return evaluate


def _cast(generator: Generator, z: Tensor) -> Tensor:
    parameter = next(generator.parameters(), None) if isinstance(generator, nn.Module) else None
    return z if parameter is None else z.to(parameter.device, parameter.dtype)


def _probe(prior: Density) -> Tensor:
    return prior.quantile(torch.linspace(0.01, 0.99, 50, dtype=torch.float64))


def _check_shape(generator: Generator, prior: Density) -> None:
    z = _cast(generator, _probe(prior))
    with torch.no_grad():
        first, second = generator(z), generator(z)
    if first.shape != z.shape:
        raise ValueError(
            f"The exact p_g needs a generator from (n, 1) to (n, 1); this one gave {tuple(first.shape)} "
            f"for {tuple(z.shape)}."
        )
    if not torch.equal(first, second):
        raise ValueError("The generator gives different outputs for the same z: call generator.eval() first.")


def _agrees(pieces: LinearPieces, generator: nn.Module, prior: Density) -> bool:
    """Whether the layers in order are what the generator computes."""
    z = _probe(prior)
    at = _cast(generator, z)
    with torch.no_grad():
        theirs = generator(at)[:, 0].to("cpu", torch.float64).numpy()
    ours = pieces.forward(z[:, 0].numpy())
    allowed = _AGREEMENT.get(at.dtype, 1e-2) * max(float(np.abs(ours).max()), 1e-30)
    return bool(np.abs(ours - theirs).max() <= allowed)
