"""A bounded memory of past batches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable

from gancheck.tracing.reading.provenance.cover import Cover, Hashes, greedy

# Of a row that stands in many batches only the last ones are asked; of all batches asked, those with most in common.
_LAST, _BEST = 32, 12


class Library:
    """The hashes of past batches under a key each, and a fast search among them.

    At most `rows` rows are kept, about 250 bytes each: the oldest batches go first, the newest one always stays.
    """

    def __init__(self, rows: int = 1 << 16) -> None:
        self.rows = rows
        self.kept = 0
        self._batches: dict[Hashable, Hashes] = {}
        self._holders: dict[int, list[Hashable]] = {}
        self._whole: dict[bytes, Hashable] = {}

    def __contains__(self, key: Hashable) -> bool:
        """Whether the batch of this key is still kept."""
        return key in self._batches

    def __len__(self) -> int:
        """How many batches are kept."""
        return len(self._batches)

    def add(self, key: Hashable, rows: Hashes) -> None:
        """Keep a batch's hashes `(n,)`; another one under the same key is replaced."""
        if key in self._batches:
            self._forget(key)
        self._batches[key] = rows
        self._whole[rows.tobytes()] = key
        for row in set(rows.tolist()):
            self._holders.setdefault(row, []).append(key)
        self.kept += len(rows)
        while self.kept > self.rows and len(self._batches) > 1:
            self._forget(next(iter(self._batches)))

    def find(self, rows: Hashes) -> Cover:
        """Cover hashed `rows` `(n,)` by the batches kept, the newest preferred among equals; see `cover`.

        A batch that is an earlier one as a whole, in order, is found at once.
        """
        if not len(rows):
            return Cover(0, ())
        same = self._whole.get(rows.tobytes())
        if same is not None:
            cover = greedy(rows, [(same, self._batches[same])])
            if cover.pieces:
                return cover
        common = Counter(key for row in rows.tolist() for key in self._holders.get(row, ())[-_LAST:])
        if not common:
            return Cover(len(rows), ())
        wanted = {key for key, _ in common.most_common(_BEST)}
        return greedy(rows, [(key, hashes) for key, hashes in self._batches.items() if key in wanted])

    def _forget(self, key: Hashable) -> None:
        rows = self._batches.pop(key)
        self.kept -= len(rows)
        if self._whole.get(rows.tobytes()) == key:
            del self._whole[rows.tobytes()]
        for row in set(rows.tolist()):
            holders = self._holders[row]
            holders.remove(key)
            if not holders:
                del self._holders[row]
