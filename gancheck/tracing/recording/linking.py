"""What nets are fed and what they return: which input is which output, at once or later, when several are read."""

from __future__ import annotations

import weakref
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from torch import Tensor

from gancheck.tracing.recording.arena import Arena, Scratch
from gancheck.tracing.recording.events import Call, Output, Piece, Seen
from gancheck.tracing.recording.fingerprint import Unread, read_together, unread
from gancheck.tracing.recording.origins import Origins

# Outputs and inputs whose memory is kept: to know them again, and those that are differentiated.
_OUTPUTS, _INPUTS = 8, 12
# Graph nodes visited in search of the output that an input was made from.
_VISITED = 2_000
# Calls that are read at a time: with the code at hand, much faster than one by one.
_CALLS = 32
# Values of an output kept with their gradients: scores of a few minibatches, not images.
SCORES = 16_384


@dataclass(slots=True)
class _Made:
    """An output: its memory, and how to tell that nothing was written into it since."""

    call: int
    output: Output
    tensor: Tensor
    address: int
    version: int

    def is_still(self, tensor: Tensor) -> bool:
        """Whether `tensor`, at the same address, is this very output, or a view of all of it, unchanged."""
        return (
            tensor._version == self.version
            and tensor.shape == self.tensor.shape
            and tensor.stride() == self.tensor.stride()
            and tensor.dtype == self.tensor.dtype
        )


@dataclass(slots=True)
class _Given:
    """An input: the output that it is, or its rows and the calls that its graph and data-flow lead to."""

    same: _Made | None
    unread: Unread | None
    graph: int | None
    followed: int | None


@dataclass(slots=True)
class _Fed:
    """An input without its graph; `itself` tells the tensor, `points` that it is there to be differentiated by."""

    call: Call
    place: int
    tensor: Tensor
    itself: weakref.ref[Tensor] | None
    points: bool

    def is_fed(self, tensor: Tensor) -> bool:
        """Whether this is `tensor`, or a view of all of it."""
        if self.itself is not None and self.itself() is tensor:
            return True
        mine = self.tensor
        return (
            mine.numel() == tensor.numel() and mine.dtype == tensor.dtype and mine.data_ptr() == tensor.data_ptr() != 0
        )

    @property
    def outside(self) -> bool:
        """Whether all of it came from outside."""
        return all(piece.call is None for piece in self.call.origins[self.place])


class Links:
    """Fills in what a call was given and returned; all of it is there once it is `settled`."""

    def __init__(self, arena: Arena, trouble: Callable[[Exception], None]) -> None:
        self._arena, self._trouble = arena, trouble
        self._scratch = Scratch()
        self._origins = Origins()
        self._made: deque[_Made] = deque(maxlen=_OUTPUTS)
        self._fed: deque[_Fed] = deque(maxlen=_INPUTS)
        self._waiting: list[tuple[Call, list[_Given], list[Unread]]] = []
        # Marks a node of the graph as a call's output: who keeps nodes keeps their graphs.
        self._mark = object()

    def called(
        self,
        call: Call,
        given: Sequence[Tensor],
        returned: Sequence[Tensor],
        followed: Sequence[int | None],
    ) -> None:
        """A net was fed `given` and `returned` something; `followed` are the calls that data-flow leads back to."""
        inputs = [self._given(call, *each) for each in zip(given, followed, strict=True)]
        for place, tensor in enumerate(given):
            if tensor.requires_grad:
                fed = _Fed(call, place, tensor.detach(), weakref.ref(tensor), tensor.is_leaf)
            else:
                fed = _Fed(call, place, tensor, None, False)
            self._fed.append(fed)
        outputs = [unread(tensor, call.index, self._arena, self._scratch) for tensor in returned]
        for tensor, output in zip(returned, call.outputs, strict=True):
            if tensor.is_floating_point():
                value = tensor.detach()
                self._made.append(_Made(call.index, output, value, value.data_ptr(), value._version))
                if tensor.grad_fn is not None:
                    tensor.grad_fn.metadata[self._mark] = call.index  # type: ignore[index]
        self._waiting.append((call, inputs, outputs))
        if len(self._waiting) >= _CALLS or not all(each.copied for each in _rows(inputs, outputs)):
            self.settle()

    def settle(self) -> None:
        """Read all that waits."""
        waiting, self._waiting = self._waiting, []
        with np.errstate(all="ignore"):
            try:
                read_together([each for _, inputs, outputs in waiting for each in _rows(inputs, outputs)], self._arena)
            except Exception as error:
                self._trouble(error)
            for call, inputs, outputs in waiting:
                try:
                    self._read(call, inputs, outputs)
                except Exception as error:
                    self._trouble(error)
        self._scratch.clear()

    def release(self) -> None:
        """Let go of every tensor, and forget all rows."""
        self.settle()
        self._made.clear()
        self._fed.clear()
        self._scratch, self._origins = Scratch(), Origins()

    def fed(self, tensor: Tensor) -> Call | None:
        """The latest call that was fed this very tensor (or a view of all of it)."""
        for fed in reversed(self._fed):
            if fed.is_fed(tensor):
                return fed.call
        return None

    def recent(self, points: Tensor) -> tuple[Tensor | None, Tensor | None]:
        """The latest minibatch from outside and the latest fakes, of the shape of `points`, as they were."""
        self.settle()
        shape = points.shape
        real = next(
            (f.tensor for f in reversed(self._fed)
             if f.tensor.shape == shape and f.outside and not f.points and not f.is_fed(points)),
            None,
        )  # fmt: skip
        fake = next(
            (m.tensor for m in reversed(self._made) if m.tensor.shape == shape and m.tensor._version == m.version),
            None,
        )
        return tuple(None if t is None else t.clone() for t in (real, fake))  # type: ignore[return-value]

    def _given(self, call: Call, tensor: Tensor, followed: int | None) -> _Given:
        address = tensor.data_ptr()
        for made in reversed(self._made):
            if made.address == address != 0 and made.is_still(tensor):
                return _Given(made, None, None, None)
        rows = unread(tensor, call.index, self._arena, self._scratch)
        return _Given(None, rows, self._leads_to(tensor), followed)

    def _leads_to(self, tensor: Tensor) -> int | None:
        """The call that made what `tensor` was made from, by the graph."""
        first: Any = tensor.grad_fn
        if first is None:
            return None
        waiting, visited = deque([first]), {first}
        while waiting and len(visited) < _VISITED:
            node = waiting.popleft()
            call: int | None = node.metadata.get(self._mark)
            if call is not None:
                return call
            for following, _ in node.next_functions:
                if following is not None and following not in visited:
                    visited.add(following)
                    waiting.append(following)
        return None

    def _read(self, call: Call, inputs: list[_Given], outputs: list[Unread]) -> None:
        origins = [self._origin(given) for given in inputs]
        call.inputs = tuple(seen for seen, _ in origins)
        call.origins = tuple(pieces for _, pieces in origins)
        for output, made in zip(call.outputs, outputs, strict=True):
            output.seen = made.see(self._arena)
            if made.dtype.is_floating_point:
                self._origins.add(call.index, output.seen, made.rows)
                if output.values is None and made.rows.size <= SCORES:
                    output.values = self._arena.keep(made.rows.astype(np.float64).ravel())

    def _origin(self, given: _Given) -> tuple[Seen, tuple[Piece, ...]]:
        rows = given.unread
        if rows is None:
            assert given.same is not None
            seen = given.same.output.seen
            return seen, (Piece(0, len(seen.rows), given.same.call),)
        seen = rows.see(self._arena)
        n = len(seen.rows)
        pieces: tuple[Piece, ...] = (Piece(0, n, None),)
        if rows.dtype.is_floating_point and n:
            pieces = self._origins.of(seen, rows.rows, given.graph)
        if given.followed is not None and all(piece.call is None for piece in pieces):
            pieces = (Piece(0, n, given.followed, "followed"),)
        return seen, pieces


def _rows(inputs: list[_Given], outputs: list[Unread]) -> list[Unread]:
    return [*(each.unread for each in inputs if each.unread is not None), *outputs]
