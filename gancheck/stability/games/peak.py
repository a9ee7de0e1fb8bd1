"""Where a discriminator on an interval is highest."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import optimize
from torch import Tensor, nn

from gancheck.theory.pushforward.knots import trace_knots
from gancheck.theory.pushforward.layers import piecewise_linear_layers

Logit = Callable[[Tensor], Tensor]
Floats = NDArray[np.float64]

_GRID = 4097
_REFINED = 16


def highest(logit: Logit, low: float, high: float, landmarks: Iterable[float] = ()) -> tuple[float, float]:
    """Return where in [low, high] `logit`, of points `(n, 1)`, is highest, and how high.

    The kinks of a module of linear and (leaky) ReLU layers are all tried, so that its maximum is exact. For other
    functions the 16 highest peaks of a grid of 4096 intervals, with `landmarks`, are refined; one that falls between
    is missed. Raises ValueError where a logit is not a number.
    """
    kinks = _kinks(logit, low, high)
    marks = [mark for mark in (*landmarks, *kinks) if low < mark < high]
    x = np.unique(np.concatenate([np.linspace(low, high, _GRID), marks]))
    y = _logits(logit, x)
    if np.isnan(y).any():
        raise ValueError(f"the discriminator's logit is not a number at x = {x[int(np.argmax(np.isnan(y)))]:.6g}")
    best = int(y.argmax())
    at, top = float(x[best]), float(y[best])
    if kinks or top == np.inf:
        return at, top
    inner = np.flatnonzero((y[1:-1] >= y[:-2]) & (y[1:-1] >= y[2:])) + 1
    for peak in inner[np.argsort(y[inner])[::-1][:_REFINED]]:
        found = optimize.minimize_scalar(
            lambda point: -float(_logits(logit, np.array([point]))[0]),
            bounds=(x[peak - 1], x[peak + 1]),
            method="bounded",
            options={"xatol": 1e-10 * (high - low)},
        )
        if -found.fun > top:
            at, top = float(found.x), -float(found.fun)
    return at, top


def _logits(logit: Logit, x: Floats) -> Floats:
    points = torch.from_numpy(x)[:, None]
    parameter = next(logit.parameters(), None) if isinstance(logit, nn.Module) else None
    with torch.no_grad():
        out = logit(points if parameter is None else points.to(parameter))
    values: Floats = out.detach().to("cpu", torch.float64).reshape(-1).numpy()
    return values


def _kinks(logit: Logit, low: float, high: float) -> tuple[float, ...]:
    """Where a piecewise linear module changes its slope; empty where it is none."""
    layers = piecewise_linear_layers(logit) if isinstance(logit, nn.Module) else None
    if layers is None:
        return ()
    x, _ = trace_knots(layers, np.array([low, high]), np.zeros(1), np.ones(1))
    return tuple(x.tolist())
