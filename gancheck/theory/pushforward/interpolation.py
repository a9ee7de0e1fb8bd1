"""A smooth generator as cubic pieces, refined until they are the generator to many digits."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray

from gancheck.theory.densities.density import Density
from gancheck.theory.pushforward.maps import CubicPieces

Floats = NDArray[np.float64]
Evaluate = Callable[[Floats], tuple[Floats, Floats]]

_FIRST = 16  # pieces between adjacent initial knots
_ROUNDS = 24
_MOST_KNOTS = 20_000


def cubic_pieces(
    evaluate: Evaluate, z: Floats, prior: Density, *, accuracy: float = 1e-10
) -> tuple[CubicPieces, float]:
    """Cubics through G and G' at knots, and a bound on what the interpolation does to a JSD with p_g.

    `evaluate` gives G and G' at points `(n,)`; `z` are knots to start from. Pieces are halved where the cubic is
    off by more than `accuracy` times G's range at their middle, which also closes in on kinks. Knots are put at folds,
    where G' changes its sign. The bound is the mean over p_g of the relative error of G', found a quarter into
    every piece, where that of a cubic is greatest.
    """
    shares = np.arange(_FIRST) / _FIRST
    z = np.unique(np.append(z[:-1, None] + np.diff(z)[:, None] * shares, z[-1]))
    x, dx = evaluate(z)
    for _ in range(_ROUNDS):
        pieces = CubicPieces(z, x, dx, (0.0, 0.0))
        middle = 0.5 * (z[:-1] + z[1:])
        at_middle, slope = evaluate(middle)
        allowed = accuracy * (x.max() - x.min())
        wide = np.diff(z) > 1e-12 * np.abs(z).max()
        off = np.abs(pieces.forward(middle) - at_middle) > allowed
        bad = wide & (off | _turns(dx, slope))
        if not bad.any() or len(z) > _MOST_KNOTS:
            break
        z, x, dx = _with(z, x, dx, middle[bad], at_middle[bad], slope[bad])
    folds = _folds(evaluate, z, dx)
    if len(folds):
        at_folds, _ = evaluate(folds)
        z, x, dx = _with(z, x, dx, folds, at_folds, np.zeros_like(folds))
    ends = (float(dx[0]), float(dx[-1]))
    pieces = CubicPieces(z, x, _monotone(z, x, dx), ends)
    return pieces, _error(evaluate, pieces, prior)


def _with(z: Floats, x: Floats, dx: Floats, *new: Floats) -> tuple[Floats, Floats, Floats]:
    merged = [np.concatenate(pair) for pair in zip((z, x, dx), new, strict=True)]
    order = np.unique(merged[0], return_index=True)[1]
    return merged[0][order], merged[1][order], merged[2][order]


def _turns(dx: Floats, slope: Floats) -> NDArray[np.bool_]:
    """Whether G' has the same sign at both ends of a piece and another one in its middle."""
    same = np.sign(dx[:-1]) == np.sign(dx[1:])
    turns: NDArray[np.bool_] = same & (np.sign(slope) == -np.sign(dx[:-1])) & (slope != 0)
    return turns


def _folds(evaluate: Evaluate, z: Floats, dx: Floats) -> Floats:
    """The zeros of G', by bisection of every piece at whose ends it has different signs."""
    pieces = np.flatnonzero(dx[:-1] * dx[1:] < 0)
    if not len(pieces):
        return np.empty(0)
    low, high = z[pieces], z[pieces + 1]
    sign = np.sign(dx[pieces])
    for _ in range(60):
        middle = 0.5 * (low + high)
        before = np.sign(evaluate(middle)[1]) == sign
        low, high = np.where(before, middle, low), np.where(before, high, middle)
    found: Floats = 0.5 * (low + high)
    return found


def _monotone(z: Floats, x: Floats, dx: Floats) -> Floats:
    """Derivatives clipped to what keeps every cubic monotone (Fritsch and Carlson 1980); only kinks need it."""
    secant = np.diff(x) / np.diff(z)
    left, right = np.concatenate([secant[:1], secant]), np.concatenate([secant, secant[-1:]])
    limit = 3.0 * np.minimum(np.abs(left), np.abs(right))
    agreed = np.sign(dx)
    allowed = (agreed == np.sign(left)) & (agreed == np.sign(right))
    return np.where(allowed, agreed * np.minimum(np.abs(dx), limit), 0.0)


def _error(evaluate: Evaluate, pieces: CubicPieces, prior: Density) -> float:
    width = np.diff(pieces.z)
    quarter = pieces.z[:-1] + 0.25 * width
    _, log_slope = pieces.invert(np.arange(len(width)), pieces.forward(quarter))
    _, slope = evaluate(quarter)
    at = torch.from_numpy(pieces.z)[:, None]
    mass = (prior.cdf(at[1:]) - prior.cdf(at[:-1])).numpy()
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        off = np.abs(np.exp(log_slope) / np.abs(slope) - 1.0)
    solid = np.diff(pieces.x) != 0
    return float((mass * np.minimum(np.where(solid, np.nan_to_num(off, nan=1.0, posinf=1.0), 0.0), 1.0)).sum())
