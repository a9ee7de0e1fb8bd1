"""Memory for what is kept of a training, apart from the training's own.

Small blocks that stay, put between large ones that come and go, keep the allocator from using the large ones again:
with every iteration the process would grow by far more than what is kept, and spend its time on fresh pages.
"""

from __future__ import annotations

import numpy as np

# Words of 4 bytes that are asked for at once, and of the largest array that is put among others.
_CHUNK, _LARGEST = 2**18, 2**16
# Words between the beginnings of arrays: a cache line.
_ALIGNED = 16


class Arena:
    """Hands out arrays, one beside the other; memory goes back when all arrays of a chunk are gone."""

    def __init__(self) -> None:
        self._chunk = np.empty(0, np.float32)
        self._used = 0

    def floats(self, n: int) -> np.ndarray:
        """A new array of `n` float32, with any contents."""
        start = self._used
        stop = start + n
        if stop > len(self._chunk):
            if n > _LARGEST:
                return np.empty(n, np.float32)
            self._chunk, start, stop = np.empty(_CHUNK, np.float32), 0, n
        self._used = -(-stop // _ALIGNED) * _ALIGNED
        return self._chunk[start:stop]

    def doubles(self, n: int) -> np.ndarray:
        """A new array of `n` float64, with any contents."""
        return self.floats(2 * n).view(np.float64)

    def keep(self, array: np.ndarray) -> np.ndarray:
        """A copy of an array whose items are of 4 or 8 bytes."""
        kept = self.floats(array.nbytes // 4).view(array.dtype).reshape(array.shape)
        kept[...] = array
        return kept


class Scratch:
    """Room for copies that are needed for a moment, used again and again."""

    def __init__(self, words: int = 2**18) -> None:
        self._words = words
        self._chunk: np.ndarray | None = None
        self._used = 0

    def floats(self, n: int) -> np.ndarray | None:
        """An array of `n` float32 with any contents, until all is cleared; None where there is no room."""
        if self._chunk is None:
            self._chunk = np.empty(self._words, np.float32)
        start = self._used
        if start + n > self._words:
            return None
        self._used = -(-(start + n) // _ALIGNED) * _ALIGNED
        return self._chunk[start : start + n]

    def clear(self) -> None:
        """Use the room again."""
        self._used = 0
