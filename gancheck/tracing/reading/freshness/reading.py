"""Finding the passes that a gradient is made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from scipy.optimize import nnls

from gancheck.tracing.reading.freshness.made import Contribution, How, Made, Vector
from gancheck.tracing.reading.freshness.sums import Sums

# Sums of up to 32 float32 passes in another order, clipped and unscaled, agreed to 3e-7 of the gradient (measured);
# another set of passes differs by far more.
FITS = 1e-4
# Where passes nearly cancel, what was rounded is their size, not the size of their sum: at most 3e-7 of it (measured).
_ROUNDED = 1e-6
_SUBSETS_OF = 10
_LOOK_BACK = 64


def read_freshness(
    applied: Vector,
    passes: Sequence[Contribution],
    since: int,
    *,
    parameters: Vector | None = None,
    parts: Sequence[int] | None = None,
    version: int | None = None,
    fits: float = FITS,
) -> Made:
    """Say which of `passes` (in order) the gradient `applied` `(p,)` of one step is made of.

    Passes numbered `since` or more were made after the player's last step. In this order: the sum of the last passes
    since then, exactly; of passes from further back, exactly; either with a multiple; limited by value, a multiple for
    each part (`parts`: where each begins), or with weight decay (`parameters` `(p,)` before the step); any subset of
    the last 10 passes; any combination of them. `version` counts the player's steps so far. `fits` is the relative
    misfit allowed: gradients in half precision need more. Fewer than 4 entries tell no multiples apart, and what would
    fit by chance is not tried.
    """
    with np.errstate(over="ignore", invalid="ignore"):  # A pass may hold what it likes; nothing is printed.
        return _read(applied, passes, since, parameters, parts, version, fits)


def _read(
    applied: Vector,
    passes: Sequence[Contribution],
    since: int,
    parameters: Vector | None,
    parts: Sequence[int] | None,
    version: int | None,
    fits: float,
) -> Made:
    size = float(applied @ applied)
    if not np.isfinite(size):
        return Made("non-finite")
    if size == 0.0:
        return Made("zero")
    passes = passes[-_LOOK_BACK:]
    first = next((i for i, c in enumerate(passes) if c.number >= since), len(passes))
    fresh = Sums(applied, passes[first:])
    older = Sums(applied, passes[:first], after=fresh.last)
    search = _Search(applied, size, passes, since, version, fits)
    exact = search.exactly(fresh)
    if exact is not None:
        return exact
    p = len(applied)
    tries: list[Callable[[], Made | None]] = [
        lambda: search.scaled(fresh, signed=True),
        lambda: search.exactly(older),
        lambda: search.clamped(fresh),
        lambda: search.by_part(fresh, parts) if parts is not None and p >= 3 * len(parts) else None,
        lambda: search.decayed(fresh, parameters) if parameters is not None and p >= 4 else None,
        lambda: search.scaled(older),
        lambda: search.clamped(older),
        lambda: search.decayed(older, parameters) if parameters is not None and p >= 4 else None,
        search.subset,
        search.combination,
    ]
    if p < 4:  # Everything is nearly a multiple of everything.
        tries[0], tries[1] = tries[1], tries[0]
    for attempt in tries:
        made = attempt()
        if made is not None:
            return made
    return Made("unknown", misfit=search.least)


class _Search:
    def __init__(
        self, applied: Vector, size: float, passes: Sequence[Contribution], since: int, version: int | None, fits: float
    ) -> None:
        self.applied, self.size, self.passes = applied, size, passes
        self.since, self.version, self.fits = since, version, fits
        self.least = 1.0

    def exactly(self, sums: Sums) -> Made | None:
        for total in sums:
            # |a - t|^2 by its three products, then exactly where that is near.
            gap2 = self.size - 2 * total.dot + total.norm2
            if gap2 <= 1e-6 * (self.size + total.norm2):
                difference = self.applied - total.vector
                gap2 = float(difference @ difference)
            if self._near(gap2, total.terms):
                return self._made("sum", total.passes, gap2)
        return None

    def scaled(self, sums: Sums, signed: bool = False) -> Made | None:
        for total in sums:
            if not (total.norm2 > 0 and (total.dot > 0 or signed)):
                continue
            multiple = total.dot / total.norm2
            gap2 = self.size - total.dot * multiple
            if self._near(gap2, abs(multiple) * total.terms):
                return self._made("sum", total.passes, gap2, multiple=multiple)
        return None

    def clamped(self, sums: Sums) -> Made | None:
        limit = float(np.abs(self.applied).max())
        for total in sums:
            held = np.clip(total.vector, -limit, limit)
            # Where every entry is at the limit only signs are left: a few of them fit by chance.
            free = int((held == total.vector).sum())
            if free < 3 and len(held) < 40:
                continue
            gap2 = float(((self.applied - held) ** 2).sum())
            if self._near(gap2, total.terms):
                return self._made("clamped", total.passes, gap2, limit=limit)
        return None

    def by_part(self, sums: Sums, parts: Sequence[int]) -> Made | None:
        starts = np.asarray(parts, dtype=np.intp)
        lengths = np.diff(np.append(starts, len(self.applied)))
        for total in sums:
            dots = np.add.reduceat(self.applied * total.vector, starts)
            norms = np.add.reduceat(total.vector**2, starts)
            multiples = np.divide(dots, norms, out=np.zeros_like(dots), where=norms > 0)
            if (multiples < 0).any():
                continue
            gap2 = float(((self.applied - np.repeat(multiples, lengths) * total.vector) ** 2).sum())
            if self._near(gap2, float(multiples.max()) * total.terms):
                return self._made("by part", total.passes, gap2, multiple=float(np.median(multiples)))
        return None

    def decayed(self, sums: Sums, parameters: Vector) -> Made | None:
        weight2, weight_dot = float(parameters @ parameters), float(parameters @ self.applied)
        for total in sums:
            cross = float(total.vector @ parameters)
            determinant = total.norm2 * weight2 - cross**2
            if determinant <= 1e-10 * total.norm2 * weight2:
                continue
            multiple = (total.dot * weight2 - weight_dot * cross) / determinant
            decay = (weight_dot * total.norm2 - total.dot * cross) / determinant
            if multiple <= 0:
                continue
            difference = self.applied - multiple * total.vector - decay * parameters
            gap2 = float(difference @ difference)
            if self._near(gap2, multiple * total.terms):
                return self._made("decayed", total.passes, gap2, multiple=multiple, decay=decay)
        return None

    def subset(self) -> Made | None:
        recent = self._recent()
        if not recent:
            return None
        vectors = np.stack([c.vector for c in recent])
        chosen = _subsets(len(recent))
        gram, dots = vectors @ vectors.T, chosen @ (vectors @ self.applied)
        norms = np.einsum("si,ij,sj->s", chosen, gram, chosen)
        multiples = np.divide(dots, norms, out=np.zeros_like(dots), where=norms > 1e-12 * gram.trace())
        if len(self.applied) < 4:
            multiples = np.ones_like(dots)
        gaps = self.size - 2 * multiples * dots + multiples**2 * norms
        best = int(np.where(multiples > 0, gaps, np.inf).argmin())
        passes = [c for c, taken in zip(recent, chosen[best], strict=True) if taken]
        multiple = float(multiples[best])
        difference = self.applied - multiple * (chosen[best] @ vectors)
        gap2 = float(difference @ difference)
        terms = multiple * float(chosen[best] @ np.sqrt(gram.diagonal()))
        return self._made("sum", passes, gap2, multiple=multiple) if self._near(gap2, terms) else None

    def combination(self) -> Made | None:
        recent = self._recent()
        for among in ([c for c in recent if c.number >= self.since], recent):
            if len(among) < 2 or len(self.applied) < 4 * len(among):
                continue
            vectors = np.stack([c.vector for c in among])
            weights, gap = nnls(vectors.T, self.applied)
            terms = weights * np.linalg.norm(vectors, axis=1)
            if self._near(gap**2, float(terms.sum())):
                taken = terms > 1e-3 * terms.max()
                passes = [c for c, used in zip(among, taken, strict=True) if used]
                shown = tuple(float(w) for w in weights[taken])
                return self._made("combination", passes, gap**2, multiple=max(shown), weights=shown)
        return None

    def _recent(self) -> list[Contribution]:
        return [c for c in self.passes[-_SUBSETS_OF:] if c.vector.any() and np.isfinite(c.vector).all()]

    def _near(self, gap2: float, terms: float) -> bool:
        misfit = max(gap2, 0.0) ** 0.5
        self.least = min(self.least, misfit / self.size**0.5)
        return bool(misfit <= self.fits * self.size**0.5 or misfit <= _ROUNDED * terms)

    def _made(
        self,
        how: How,
        passes: list[Contribution],
        gap2: float,
        *,
        multiple: float = 1.0,
        limit: float | None = None,
        decay: float = 0.0,
        weights: tuple[float, ...] = (),
    ) -> Made:
        versions = [c.version for c in passes if c.version is not None]
        newest = max([*versions, *([] if self.version is None else [self.version])], default=0)
        stale = [c.number for c in passes if c.number >= self.since and c.version is not None and c.version < newest]
        return Made(
            how,
            tuple(c.number for c in passes),
            multiple,
            limit,
            decay,
            weights,
            earlier=tuple(c.number for c in passes if c.number < self.since),
            own_earlier=tuple(c.number for c in passes if c.number < self.since and c.own),
            others=tuple(c.number for c in passes if not c.own),
            stale=tuple(stale),
            misfit=(max(gap2, 0.0) / self.size) ** 0.5,
        )


@lru_cache(maxsize=_SUBSETS_OF)
def _subsets(n: int) -> Vector:
    """All non-empty subsets of n, one a row of zeros and ones, the smallest first."""
    codes = np.arange(1, 2**n)
    chosen = ((codes[:, None] >> np.arange(n)) & 1).astype(np.float64)
    return chosen[np.argsort(chosen.sum(1), kind="stable")]
