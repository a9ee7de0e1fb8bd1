"""A few entries of every gradient: sums and multiples of gradients are sums and multiples of their sketches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise

import numpy as np
import torch
from torch import Tensor, nn

from gancheck.tracing.recording.arena import Arena

# Parameters up to this size are kept whole; of larger ones about as many entries, each of them a cache miss or two.
_WHOLE, _ENTRIES = 1_024, 256


def sketch(gradient: Tensor, arena: Arena | None = None) -> np.ndarray:
    """Return about 256 evenly spaced entries of `gradient`, all of a small one; always the same ones, copied."""
    spaced = _spaced(gradient.detach() if gradient.requires_grad else gradient)
    n, double = spaced.numel(), spaced.dtype == torch.float64
    if arena is None:
        kept = np.empty(n, np.float64 if double else np.float32)
    else:
        kept = arena.doubles(n) if double else arena.floats(n)
    torch.from_numpy(kept).copy_(spaced)
    return kept


def sketches(gradients: Sequence[Tensor], room: Callable[[int], np.ndarray]) -> tuple[np.ndarray, list[int]]:
    """The sketches of these, one after the other, and where each begins, and the last one ends.

    `room(n)` gives an array of `n` float32 to put them in; sketches in float64 have an array of their own.
    """
    spaced = [_spaced(gradient.detach() if gradient.requires_grad else gradient) for gradient in gradients]
    ends = [0, *accumulate([part.numel() for part in spaced])]
    if not _plain(spaced):
        return np.concatenate([sketch(gradient) for gradient in gradients]), ends
    kept = room(ends[-1])
    if spaced:
        torch.cat(spaced, out=torch.from_numpy(kept))
    return kept, ends


class Repeated:
    """Sketches of the same tensors, taken again and again."""

    def __init__(self, tensors: Sequence[Tensor]) -> None:
        self._tensors = tensors
        self._room = np.empty(0, np.float32)
        # Entries of tensors in their own memory: good for as long as it stays where it is.
        self._spaced: list[Tensor] = []
        self._addresses: list[int] = []
        self._ends: list[int] = []
        self._into = torch.empty(0)

    def take(self) -> tuple[np.ndarray, list[int]]:
        """What `sketches` returns, in an array that the next time overwrites."""
        if not self._addresses or [t.data_ptr() for t in self._tensors] != self._addresses:
            now, self._ends = sketches(self._tensors, self._floats)
            self._spaced = [_spaced(t.detach()) for t in self._tensors]
            still = bool(self._spaced) and _plain(self._spaced) and all(t.is_contiguous() for t in self._tensors)
            self._addresses = [t.data_ptr() for t in self._tensors] if still else []
            self._into = torch.from_numpy(self._room)
            return now, self._ends
        torch.cat(self._spaced, out=self._into)
        return self._room, self._ends

    def _floats(self, n: int) -> np.ndarray:
        if n != len(self._room):
            self._room = np.empty(n, np.float32)
        return self._room


def by_key(keys: Sequence[int], kept: np.ndarray, ends: Sequence[int]) -> dict[int, np.ndarray]:
    """The single sketches, as `sketches` put them beside each other."""
    return {key: kept[start:stop] for key, (start, stop) in zip(keys, pairwise(ends), strict=True)}


def _plain(spaced: Sequence[Tensor]) -> bool:
    return all(part.dtype == torch.float32 and part.is_cpu for part in spaced)


def _spaced(value: Tensor) -> Tensor:
    if value.is_sparse:
        value = value.to_dense()
    size = value.numel()
    # An odd stride visits every column of a matrix whose width is a power of two.
    stride = 1 if size <= _WHOLE else (size // _ENTRIES) | 1
    if type(value) in (Tensor, nn.Parameter) and value.is_contiguous():
        return torch.as_strided(value, (-(-size // stride),), (stride,))
    return value.reshape(-1)[::stride]
