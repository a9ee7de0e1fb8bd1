"""Quantiles of a distribution function that has no closed inverse."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor

# Doubling from 1 reaches the largest double in 1024 steps; bisection between doubles of one sign needs about
# 64 and, from there to a tiny root, as many as there are exponents.
_LIMIT = 1100


def probabilities(u: Tensor) -> Tensor:
    """`u` itself, or ValueError where an entry is outside of [0, 1] or not a number."""
    if not bool(((u >= 0) & (u <= 1)).all()):
        raise ValueError("a quantile is asked at probabilities: every entry must be in [0, 1]")
    return u


def bisect_quantile(
    cdf: Callable[[Tensor], Tensor],
    u: Tensor,
    bracket: tuple[float, float] | tuple[Tensor, Tensor] | None,
    name: str,
) -> Tensor:
    """Return the least x with `cdf(x) >= u`, shape `(...)` to `(..., 1)`, jumps and flat stretches included.

    `bracket` holds every answer: two numbers, which may be infinite, or two tensors shaped like `u`.
    """
    if bracket is None:
        raise NotImplementedError(f"{name} is not on the line: a quantile needs one dimension")
    probabilities(u)
    least, most = (torch.as_tensor(end, dtype=u.dtype, device=u.device).expand_as(u) for end in bracket)
    low, high = _finite(cdf, u, least, most)
    for _ in range(_LIMIT):
        middle = low + (high - low) / 2
        if bool(((middle <= low) | (middle >= high)).all()):
            break
        below = cdf(middle.unsqueeze(-1)) < u
        low, high = torch.where(below, middle, low), torch.where(below, high, middle)
    # `low` itself is an answer only at the left end of the bracket, which the loop never evaluates.
    answer = torch.where(cdf(low.unsqueeze(-1)) >= u, low, high)
    answer = torch.where(u <= 0, least, answer)
    # At u = 1 rounding would stop where the distribution function first rounds to 1.
    return torch.where(u >= 1, most, answer).unsqueeze(-1)


def _finite(cdf: Callable[[Tensor], Tensor], u: Tensor, least: Tensor, most: Tensor) -> tuple[Tensor, Tensor]:
    """Finite ends that enclose the quantiles, doubled outwards from the finite end or from 0."""
    anchor = torch.where(least.isfinite(), least, torch.where(most.isfinite(), most, torch.zeros_like(u)))
    low = torch.where(least.isfinite(), least, anchor - 1)
    high = torch.where(most.isfinite(), most, anchor + 1)
    inner = (u > 0) & (u < 1)
    step = 1.0
    while math.isfinite(step * 2):
        left = inner & least.isinf() & (cdf(low.unsqueeze(-1)) >= u)
        right = inner & most.isinf() & (cdf(high.unsqueeze(-1)) < u)
        if not bool((left | right).any()):
            break
        step *= 2
        low, high = torch.where(left, anchor - step, low), torch.where(right, anchor + step, high)
    return low, high
