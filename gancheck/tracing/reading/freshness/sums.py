"""The sums of the last 1, 2, ... passes, each made once and only if asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from gancheck.tracing.reading.freshness.made import Contribution, Vector


@dataclass(frozen=True, eq=False)
class Sum:
    """The sum of some passes, its squared norm, its product with the gradient, and the summed norms of its terms."""

    passes: list[Contribution]
    vector: Vector
    norm2: float
    dot: float
    terms: float


class Sums:
    """Sums of ever more passes, from the last one back; passes that add nothing are left out.

    `after` begins from the longest sum of another one, and is asked for only when this one is.
    """

    def __init__(
        self, applied: Vector, passes: Sequence[Contribution], after: Callable[[], Sum | None] = lambda: None
    ) -> None:
        self._applied, self._passes, self._after = applied, passes, after
        self._made: list[Sum] = []
        self._left = len(passes)

    def __iter__(self) -> Iterator[Sum]:
        """Yield the sums, the shortest first."""
        yield from self._made
        while (newest := self._next()) is not None:
            yield newest

    def last(self) -> Sum | None:
        """Return the longest one, None when there is none."""
        for _ in self:
            pass
        return self._made[-1] if self._made else self._after()

    def _next(self) -> Sum | None:
        before = self._made[-1] if self._made else self._after()
        while self._left:
            self._left -= 1
            newest = self._passes[self._left]
            length2 = float(newest.vector @ newest.vector)
            if length2 == 0.0:
                continue
            vector = newest.vector if before is None else before.vector + newest.vector
            norm2 = length2 if before is None else float(vector @ vector)
            terms = length2**0.5 + (0.0 if before is None else before.terms)
            passes = [newest, *([] if before is None else before.passes)]
            self._made.append(Sum(passes, vector, norm2, float(vector @ self._applied), terms))
            return self._made[-1]
        return None
