"""Whether two things with a row for each fake are the same condition, in the same or in another form."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from gancheck.tracing.clauses.modes.columns import flat_rows
from gancheck.tracing.recording.events import Seen

# The part of the rows that has to agree: a few labels may be flipped on purpose.
_AGREE = 0.9
# Rows below which labels that are grouped alike may be so by chance: 8 rows of two labels, with probability 2^-6.
_FEW = 8


@dataclass(frozen=True)
class Rows:
    """One key a row, equal for equal rows, and (for the first rows at least) their values, `(m, width)`.

    `form` is the shape and dtype of a row where keys are hashes of a tensor's rows; keys of equal form compare.
    """

    keys: tuple[Hashable, ...]
    values: np.ndarray | None
    form: tuple[object, ...]

    @classmethod
    def of(cls, seen: Seen) -> Rows:
        """A whole tensor."""
        return cls(tuple(seen.rows.tolist()), flat_rows(seen), (seen.dtype, seen.shape[1:]))

    @classmethod
    def from_values(cls, values: np.ndarray) -> Rows:
        """Some columns of a tensor."""
        return cls(tuple(row.tobytes() for row in values), values, ("columns", values.shape[1:]))

    def taken(self, start: int, order: Sequence[int]) -> Rows:
        """The rows from `start` on, put back into the order in which G made the fakes beside them."""
        back = np.argsort(np.asarray(order, dtype=np.int64), kind="stable")
        keys = [self.keys[start + int(i)] for i in back]
        values = self.values
        if values is not None:
            values = values[start + back] if len(values) >= start + len(order) else None
        if sorted(order) != list(range(len(order))):  # Only some of the fakes were judged.
            return Rows((), None, self.form)
        return Rows(tuple(keys), values, self.form)


def alike(given: Rows, shown: Rows) -> bool:
    """Whether `shown` is `given`, or columns of it, or labels of the same groups."""
    if not given.keys or not shown.keys:
        return False
    same_form = given.form == shown.form and len(given.keys) == len(shown.keys)
    if same_form and np.mean([a == b for a, b in zip(given.keys, shown.keys, strict=True)]) >= _AGREE:
        return True
    columns = _common_columns(given, shown)
    if any(float((mine == theirs).all(axis=1).mean()) >= _AGREE for mine, theirs in columns):
        return True
    return _tells(given.keys, shown.keys) or _tells(shown.keys, given.keys)


def same_alphabet(given: Rows, shown: Rows) -> bool:
    """Whether the rows of `shown` are all found in `given`, or in columns of it, if perhaps elsewhere."""
    if given.form == shown.form and shown.keys and len(given.keys) >= _FEW:
        return set(shown.keys) <= set(given.keys)
    return any(
        len(mine) >= _FEW and {row.tobytes() for row in theirs} <= {row.tobytes() for row in mine}
        for mine, theirs in _common_columns(given, shown)
    )


def _common_columns(given: Rows, shown: Rows) -> list[tuple[np.ndarray, np.ndarray]]:
    """The first and the last columns of the wider one beside the narrower one."""
    a, b = given.values, shown.values
    if a is None or b is None:
        return []
    m, width = min(len(a), len(b)), min(a.shape[1], b.shape[1])
    if not m or not width:
        return []
    a, b = np.ascontiguousarray(a[:m]), np.ascontiguousarray(b[:m])
    pairs = [(x, y) for x in (a[:, :width], a[:, -width:]) for y in (b[:, :width], b[:, -width:])]
    return [(np.ascontiguousarray(x), np.ascontiguousarray(y)) for x, y in pairs]


def _tells(labels: Sequence[Hashable], others: Sequence[Hashable]) -> bool:
    """Whether `others` is a function of `labels`, which repeat."""
    n = min(len(labels), len(others))
    classes = set(labels[:n])
    if n < _FEW or len(classes) < 2 or 2 * len(classes) > n or len(set(others[:n])) < 2:
        return False
    return len(set(zip(labels[:n], others[:n], strict=False))) == len(classes)
