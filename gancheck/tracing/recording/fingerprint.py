"""A tensor's fingerprint: enough to know it again, and to know its law, when the tensor itself is gone."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise

import numpy as np
import torch
from torch import Tensor

from gancheck.tracing.reading.provenance import hash_floats, hash_rows, rows_of
from gancheck.tracing.recording.arena import Arena, Scratch
from gancheck.tracing.recording.events import Seen

# Values kept of one tensor: a minibatch of 128 noise vectors of length 128.
_KEPT = 16_384
# Calls of which values are kept: all at first, fewer where they are some rows of many; then one row of calls in eight.
_SAMPLED, _SAMPLED_IN_PART, _IN_A_ROW, _ROWS = 2_048, 64, 16, 8


@dataclass(slots=True)
class Unread:
    """A tensor's `rows` `(n, w)` as float32, and what float32 does not tell; `see` takes the fingerprint.

    `lasting`: the rows are a copy that stays. `copied`: they are a copy; if not, they are to be read at once.
    `sampled`: their values, or those of the first rows, are to be kept.
    """

    rows: np.ndarray
    shape: torch.Size
    dtype: torch.dtype
    lasting: bool
    copied: bool
    sampled: bool
    hashes: np.ndarray | None = None
    range: tuple[float, float] | None = None

    def see(self, arena: Arena) -> Seen:
        """The fingerprint, its arrays in the arena."""
        rows, shape, dtype = self.rows, tuple(self.shape), _name(self.dtype)
        # Rows of an image and of the same image laid flat are the same rows.
        hashes = arena.keep(hash_floats(rows)) if self.hashes is None else self.hashes
        if not rows.size:
            return Seen(shape, dtype, hashes, math.nan, math.nan, True)
        low, high = (float(rows.min()), float(rows.max())) if self.range is None else self.range
        finite = math.isfinite(low) and math.isfinite(high)
        return Seen(shape, dtype, hashes, low, high, finite, self._sample(arena))

    def _sample(self, arena: Arena) -> np.ndarray | None:
        if not self.sampled:
            return None
        first = self.rows[: max(1, _KEPT * len(self.rows) // self.rows.size)]
        sample = first if self.lasting else arena.keep(first)
        return sample.reshape(-1, *self.shape[1:])


def read_together(several: Sequence[Unread], arena: Arena) -> None:
    """Work out the hashes and ranges of these: of small ones that are equally wide, all at once."""
    by_width: dict[int, list[Unread]] = defaultdict(list)
    for each in several:
        if each.hashes is None and 0 < each.rows.size <= _KEPT:
            by_width[each.rows.shape[1]].append(each)
    for width, alike in by_width.items():
        rows = np.concatenate([each.rows for each in alike])
        hashes = arena.keep(hash_floats(rows))
        ends = [0, *accumulate([len(each.rows) for each in alike])]
        flat, starts = rows.ravel(), [width * end for end in ends[:-1]]
        lows, highs = np.minimum.reduceat(flat, starts).tolist(), np.maximum.reduceat(flat, starts).tolist()
        for each, (start, stop), low, high in zip(alike, pairwise(ends), lows, highs, strict=True):
            each.hashes = hashes[start:stop]
            each.range = each.range or (low, high)


def unread(tensor: Tensor, call: int, arena: Arena, scratch: Scratch) -> Unread:
    """The rows of `tensor`, `(n, ...)`, copied where there is room; without dimensions it counts as one row.

    Values are kept of the first calls, and of some in a row later on.
    """
    value = tensor.detach()
    if value.is_complex():
        value = torch.view_as_real(value)
    shape = value.shape or torch.Size([1])
    n, size = shape[0], value.numel()
    whole = size <= _KEPT
    sampled = call < (_SAMPLED if whole else _SAMPLED_IN_PART) or call // _IN_A_ROW % _ROWS == 0
    room = arena.floats(size) if whole and sampled else scratch.floats(size)
    if room is None:
        rows = rows_of(value)
    else:
        rows = room.reshape(n, size // n if n else 0)
        torch.from_numpy(room.reshape(value.shape)).copy_(value)
    now = Unread(rows, shape, value.dtype, whole and sampled, room is not None, sampled)
    if not value.dtype.is_floating_point:
        now.hashes = arena.keep(hash_rows(value))
    elif value.dtype == torch.float64 and size:
        low, high = value.aminmax()
        now.range = float(low), float(high)
    return now


def see(tensor: Tensor) -> Seen:
    """Return the fingerprint of `tensor` as it is now."""
    return unread(tensor, 0, Arena(), Scratch()).see(Arena())


def flat(tensor: Tensor, arena: Arena | None = None) -> np.ndarray:
    """The values of a tensor in a row, as float64, copied (into the arena)."""
    n = tensor.numel()
    values = np.empty(n, np.float64) if arena is None else arena.doubles(n)
    torch.from_numpy(values).copy_(tensor.detach().reshape(-1))
    return values


@cache
def _name(dtype: torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")
