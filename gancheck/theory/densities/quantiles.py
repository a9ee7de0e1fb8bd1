"""Quantiles of a distribution function that has no closed inverse."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

_LEAST = torch.iinfo(torch.int64).min


def probabilities(u: Tensor) -> Tensor:
    """Return `u`, or raise ValueError where an entry is outside of [0, 1] or not a number."""
    if not bool(((u >= 0) & (u <= 1)).all()):
        raise ValueError("a quantile is asked at probabilities: every entry must be in [0, 1]")
    return u


def bisect_quantile(
    cdf: Callable[[Tensor], Tensor],
    u: Tensor,
    bracket: tuple[float, float] | tuple[Tensor, Tensor] | None,
    name: str,
) -> Tensor:
    """Return the least x with `cdf(x) >= u`, shape `(...)` to `(..., 1)`, across jumps and flat stretches.

    `bracket` holds every answer: two numbers, which may be infinite, or two tensors shaped like `u`. At 0 and
    1 its ends are the answer.
    """
    if bracket is None:
        raise NotImplementedError(f"{name} is not on the line: a quantile needs one dimension")
    level = probabilities(u).double()
    least, most = (torch.as_tensor(end, dtype=torch.float64, device=u.device).expand_as(u) for end in bracket)
    # Bisection in the order of the doubles themselves: 64 steps part any two of them, infinite ends, answers
    # next to 0 and far tails included.
    low, high = _rank(least), _rank(most)
    for _ in range(64):
        middle = (low >> 1) + (high >> 1) + (low & high & 1)
        below = cdf(_number(middle).unsqueeze(-1)) < level
        low, high = torch.where(below, middle, low), torch.where(below, high, middle)
    answer = torch.where(cdf(least.unsqueeze(-1)) >= level, least, _number(high))
    answer = torch.where(level <= 0, least, answer)
    # At 1 rounding would stop where the distribution function first rounds to 1.
    return torch.where(level >= 1, most, answer).to(u).unsqueeze(-1)


def _rank(x: Tensor) -> Tensor:
    """Return the place of a double among all doubles, an integer that grows with it; 0 for 0."""
    bits = x.contiguous().view(torch.int64)
    return torch.where(bits >= 0, bits, _LEAST - bits)


def _number(rank: Tensor) -> Tensor:
    """Return the double at a rank."""
    return torch.where(rank >= 0, rank, _LEAST - rank).view(torch.float64)
