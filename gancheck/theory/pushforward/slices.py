"""Exact laws of a generator along lines in a latent space of several dimensions."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from gancheck.theory.densities.density import Density
from gancheck.theory.densities.gaussian import Gaussian, GaussianNd
from gancheck.theory.densities.product import Product
from gancheck.theory.pushforward.density import Pushforward
from gancheck.theory.pushforward.generators import Generator, evaluator, initial_knots, linear_pieces
from gancheck.theory.pushforward.interpolation import cubic_pieces
from gancheck.theory.pushforward.layers import piecewise_linear_layers

Floats = NDArray[np.float64]

_GRADIENTS = 512
# A piece of G with an image narrower than this, relatively, is an atom: the steep limit of what it is.
_FLAT = 1e-9


def draw_slices(
    generator: Generator, prior: Density, slices: int, generator_rng: torch.Generator | None
) -> list[Pushforward]:
    """Exact laws of G along lines in the latent space, shape of a line: start + t * direction."""
    direction, along = _direction(generator, prior, generator_rng)
    starts = prior.sample(slices, generator=generator_rng).to("cpu").numpy()
    if isinstance(along, Gaussian):  # t is measured from the mean of the prior
        middle = np.array(prior.center)
        starts = middle + (starts - middle) - ((starts - middle) @ direction)[:, None] * direction
    else:
        starts = starts - (starts @ direction)[:, None] * direction
    layers = piecewise_linear_layers(generator) if isinstance(generator, nn.Module) else None
    lines = []
    for start in starts:
        if layers is not None:
            pieces = linear_pieces(layers, along, start, direction)
            lines.append(Pushforward(pieces, along, flat=_FLAT))
        else:
            z = initial_knots(along, 1e-12)
            cubic, error = cubic_pieces(evaluator(_along(generator, start, direction)), z, along, accuracy=1e-7)
            lines.append(Pushforward(cubic, along, error=error, flat=_FLAT))
    return lines


def _along(generator: Generator, start: Floats, direction: Floats) -> Callable[[Tensor], Tensor]:
    origin, step = torch.from_numpy(start), torch.from_numpy(direction)

    def line(t: Tensor) -> Tensor:
        z = origin + t * step
        parameter = next(generator.parameters(), None) if isinstance(generator, nn.Module) else None
        return generator(z if parameter is None else z.to(parameter.device, parameter.dtype))

    return line


def _direction(generator: Generator, prior: Density, generator_rng: torch.Generator | None) -> tuple[Floats, Density]:
    """The unit direction in which G varies most, and the law of the coordinate along it."""
    if not prior.independent:
        raise ValueError(f"Slices need a noise prior with independent coordinates, not {prior}.")
    parameter = next(generator.parameters(), None) if isinstance(generator, nn.Module) else None
    z = prior.sample(_GRADIENTS, generator=generator_rng).to("cpu").requires_grad_()
    with torch.enable_grad():
        at = z if parameter is None else z.to(parameter.device, parameter.dtype)
        (gradient,) = torch.autograd.grad(generator(at).sum(), z)
    outer = (gradient.T @ gradient / len(gradient)).numpy()
    std = _isotropic_std(prior)
    if std is not None:
        direction: Floats = np.linalg.eigh(outer)[1][:, -1].copy()
        return direction, Gaussian(0.0, std)
    axis = int(np.argmax(np.diag(outer)))
    return np.eye(prior.dim)[axis], prior.marginal(axis)


def _isotropic_std(prior: Density) -> float | None:
    """The standard deviation where `prior` is Gaussian with the same one in every direction."""
    if isinstance(prior, GaussianNd):
        stds = set(prior.std)
    elif isinstance(prior, Product) and all(isinstance(factor, Gaussian) for factor in prior.factors):
        stds = {factor.std for factor in prior.factors if isinstance(factor, Gaussian)}
    else:
        return None
    return stds.pop() if len(stds) == 1 else None
