"""Where the rows of a net's input come from: an earlier output of a net, changed on the way or not, or outside."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from itertools import groupby, repeat
from typing import Any

import torch
from torch import Tensor

from gancheck.tracing.reading.provenance import hash_rows
from gancheck.tracing.recording.events import Piece, Seen
from gancheck.tracing.recording.fingerprint import see

# Rows remembered before the older half is forgotten.
_REMEMBERED = 100_000
# Outputs whose tensors are kept, for what was changed on the way, and inputs that may be differentiated.
_OUTPUTS, _INPUTS = 8, 12
# Graph nodes visited in search of the output that an input was made from.
_VISITED = 2_000
# Outputs, and rows of them, that an input is compared with by value.
_COMPARED, _ROWS = 3, 64
# What is left of rows that are all the same without their mean, over their size.
_ROUNDING = 1e-5
# Inputs from outside whose contents are remembered: what is fed again was not made in between.
_OUTSIDE = 64
# Rows looked up before all of them are.
_TRIED = 48


@dataclass
class _Made:
    call: int
    tensor: Tensor
    node: Any
    seen: Seen
    version: int

    def unchanged(self, tensor: Tensor) -> bool:
        """Whether `tensor` is this very output, or a view of all of it, and nothing was written into it since."""
        mine = self.tensor
        return (
            tensor.data_ptr() == mine.data_ptr() != 0
            and tensor.shape == mine.shape
            and tensor.stride() == mine.stride()
            and tensor.dtype == mine.dtype
            and tensor._version == self.version
        )


@dataclass
class _Fed:
    call: int
    tensor: Tensor
    outside: bool


class Links:
    """What was made and what was fed, as far back as the search for origins needs."""

    def __init__(self) -> None:
        self._rows: dict[int, int] = {}
        self._older: dict[int, int] = {}
        self._made: deque[_Made] = deque(maxlen=_OUTPUTS)
        self._fed: deque[_Fed] = deque(maxlen=_INPUTS)
        self._outside: deque[int] = deque(maxlen=_OUTSIDE)
        self._nodes: dict[Any, int] = {}
        self._recent: list[tuple[Tensor, tuple[Piece, ...]]] = []

    def release(self) -> None:
        """Let go of every tensor."""
        self._made.clear()
        self._fed.clear()
        self._nodes.clear()
        self._recent = []

    def made(self, call: int, tensor: Tensor, seen: Seen) -> None:
        """A net returned `tensor` in `call`."""
        if not tensor.is_floating_point():
            return
        if len(self._rows) > _REMEMBERED:
            self._older, self._rows = self._rows, {}
        self._rows.update(zip(seen.rows.tolist(), repeat(call), strict=False))
        if len(self._made) == _OUTPUTS:
            gone = self._made[0]
            if gone.node is not None:
                self._nodes.pop(gone.node, None)
        self._made.append(_Made(call, tensor.detach(), tensor.grad_fn, seen, tensor._version))
        if tensor.grad_fn is not None:
            self._nodes[tensor.grad_fn] = call

    def called(self, call: int) -> None:
        """A net was called with the inputs whose origins were asked for just before."""
        for tensor, pieces in self._recent:
            outside = all(piece.call is None for piece in pieces)
            self._fed.append(_Fed(call, tensor, outside))
        self._recent = []

    def fed(self, tensor: Tensor) -> int | None:
        """The latest call that was fed this very tensor (or a view of all of it)."""
        for fed in reversed(self._fed):
            same = fed.tensor is tensor
            if not same and fed.tensor.numel() == tensor.numel() and fed.tensor.dtype == tensor.dtype:
                same = fed.tensor.data_ptr() == tensor.data_ptr() != 0
            if same:
                return fed.call
        return None

    def recent(self, points: Tensor) -> tuple[Tensor | None, Tensor | None]:
        """The latest minibatch from outside and the latest fakes, of the shape of `points`, as they were."""
        shape = points.shape
        real = next(
            (f.tensor for f in reversed(self._fed) if f.outside and f.tensor is not points and f.tensor.shape == shape
             and not (f.tensor.requires_grad and f.tensor.is_leaf)),
            None,
        )  # fmt: skip
        fake = next((made.tensor for made in reversed(self._made) if made.tensor.shape == shape), None)
        return tuple(None if t is None else t.detach().clone() for t in (real, fake))  # type: ignore[return-value]

    def origin(self, tensor: Tensor) -> tuple[Seen, tuple[Piece, ...]]:
        """The fingerprint of an input and the pieces that it is made of."""
        same = next((made for made in reversed(self._made) if made.unchanged(tensor)), None)
        if same is not None:
            pieces: tuple[Piece, ...] = (Piece(0, len(same.seen.rows), same.call),)
            self._recent.append((tensor, pieces))
            return same.seen, pieces
        seen = see(tensor)
        n = len(seen.rows)
        pieces = (Piece(0, n, None),)
        if tensor.is_floating_point() and n:
            found = self._by_content(seen) or self._by_graph(tensor, n)
            pieces = found or (self._by_value(tensor, n) if seen.key not in self._outside else None) or pieces
            if pieces[0].call is None:
                self._outside.append(seen.key)
        self._recent.append((tensor, pieces))
        return seen, pieces

    def found(self, pieces: tuple[Piece, ...]) -> None:
        """The origin of the input asked for last was found by other means."""
        tensor, _ = self._recent[-1]
        self._recent[-1] = (tensor, pieces)

    def _by_content(self, seen: Seen) -> tuple[Piece, ...] | None:
        # Fakes among other rows are found by one row in a few dozen: most inputs have none.
        if not any(call is not None for call in self._look_up(seen.rows[:: len(seen.rows) // _TRIED + 1].tolist())):
            return None
        found = self._look_up(seen.rows.tolist())
        known = sum(call is not None for call in found)
        n = len(found)
        # Rows of a single float32 coincide by chance about once in a thousand: one or two of many prove nothing.
        if known < n and (known < 4 or known < n / 5):
            return None
        pieces, start = [], 0
        for call, run in groupby(found):
            stop = start + len(list(run))
            pieces.append(Piece(start, stop, call))
            start = stop
        return tuple(pieces)

    def _look_up(self, rows: list[int]) -> list[int | None]:
        new, old = self._rows, self._older
        return [new.get(row, old.get(row)) for row in rows]

    def _by_graph(self, tensor: Tensor, n: int) -> tuple[Piece, ...] | None:
        if tensor.grad_fn is None:
            return None
        waiting, visited = deque([tensor.grad_fn]), {tensor.grad_fn}
        while waiting and len(visited) < _VISITED:
            node = waiting.popleft()
            if node in self._nodes:
                return (Piece(0, n, self._nodes[node], "graph"),)
            for following, _ in node.next_functions:
                if following is not None and following not in visited:
                    visited.add(following)
                    waiting.append(following)
        return None

    def _by_value(self, tensor: Tensor, n: int) -> tuple[Piece, ...] | None:
        """Content beside other columns, or content that was altered."""
        value = tensor.detach().reshape(n, -1)
        width, tried, compared = value.shape[1], set(), 0
        for made in reversed(self._made):
            if made.tensor.dim() == 0 or len(made.tensor) != n:
                continue
            other = made.tensor.reshape(n, -1)
            if 1 <= other.shape[1] < width and other.shape[1] not in tried:
                tried.add(other.shape[1])
                for part in (value[:, : other.shape[1]], value[:, -other.shape[1] :]):
                    # A few rows first: most inputs hold no other net's output.
                    for rows in (part[:4], part):
                        found = self._look_up(hash_rows(rows.contiguous()).tolist())
                        if any(call is None for call in found):
                            break
                    else:
                        return (Piece(0, n, found[0], "columns"),)
            elif other.shape[1] == width and compared < _COMPARED:
                compared += 1
                if _alike(value[:_ROWS], other[:_ROWS]):
                    return (Piece(0, n, made.call, "altered"),)
        return None


def _alike(a: Tensor, b: Tensor) -> bool:
    """Whether b is a with something added: they correlate row by row, beyond what columns have in common.

    Independent rows reach this with probability below 1e-6 (Fisher's z at 5 standard deviations, one value a row). Rows
    that somebody sorted are alike whatever they are: of them nothing is told.
    """
    n = len(a)
    if n < 8 or a.dtype != b.dtype:
        return False
    sizes = float(torch.linalg.vector_norm(a)), float(torch.linalg.vector_norm(b))
    a, b = a - a.mean(0), b - b.mean(0)
    left = float(torch.linalg.vector_norm(a)), float(torch.linalg.vector_norm(b))
    scale = left[0] * left[1]
    # Rows that are all the same leave rounding errors, which correlate too.
    if not math.isfinite(scale) or any(part <= _ROUNDING * size for part, size in zip(left, sizes, strict=True)):
        return False
    if _in_order(a) or _in_order(b):
        return False
    return float((a * b).sum()) / scale > max(0.5, math.tanh(5 / math.sqrt(n - 3)))


def _in_order(rows: Tensor) -> bool:
    """Whether centred rows resemble the rows before them."""
    return bool((rows[1:] * rows[:-1]).sum() > 0.5 * rows.square().sum())
