"""What a training step cannot go below: its own matrix products alone, and what the processor can do at its best.

The products are those of one iteration of Algorithm 1 for perceptrons: forward passes, and backward to weights and
inputs as far as they are needed, each `(a, b)` layer over n rows. They are computed on the layout that is the fastest
here, with nothing in between.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

Product = tuple[int, int, int]  # rows, inner, columns: (n, p) times (p, q)


def products(generator: Sequence[int], discriminator: Sequence[int], m: int, k: int = 1) -> Iterator[Product]:
    """The matrix products of one iteration, for players of these layer sizes."""
    for _ in range(k):
        yield from _forward(generator, m)
        yield from _forward(discriminator, 2 * m)
        yield from _to_weights(discriminator, 2 * m)
        yield from _to_inputs(discriminator[1:], 2 * m)
    yield from _forward(generator, m)
    yield from _forward(discriminator, m)
    yield from _to_inputs(discriminator, m)
    yield from _to_weights(generator, m)
    yield from _to_inputs(generator[1:], m)


def flops(these: Iterator[Product]) -> int:
    """Two for each multiplication and addition."""
    return sum(2 * n * p * q for n, p, q in these)


def alone(these: Iterator[Product], members: int) -> Callable[[], None]:
    """What computes the products for so many members at once; those of one shape share their buffers."""
    buffers: dict[tuple[int, ...], Tensor] = {}

    def buffer(place: int, *shape: int) -> Tensor:
        return buffers.setdefault((place, *shape), torch.randn(members, *shape))

    calls = []
    for n, p, q in these:
        if q < 16:  # as a few rows, which is faster than as a few columns
            calls.append((buffer(0, q, p), buffer(1, n, p).transpose(1, 2), buffer(2, q, n)))
        else:
            calls.append((buffer(0, n, p), buffer(1, p, q), buffer(2, n, q)))

    def run() -> None:
        for left, right, into in calls:
            torch.bmm(left, right, out=into)

    return run


def peak_product() -> tuple[Callable[[], object], int]:
    """A product of two square matrices that fit the cache, and its FLOPs: the ceiling of FLOPs."""
    a, b, into = torch.randn(384, 384), torch.randn(384, 384), torch.empty(384, 384)
    return lambda: torch.mm(a, b, out=into), 2 * 384**3


def peak_copy() -> tuple[Callable[[], object], int]:
    """A copy of what fits no cache, and its bytes, read and written: the ceiling of memory."""
    a, into = torch.zeros(1 << 24), torch.zeros(1 << 24)
    return lambda: into.copy_(a), 2 * a.numel() * 4


class Passed(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Counts calls of ATen, and the bytes of the tensors that go in and out of them."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.calls = self.bytes = 0

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        result = func(*args, **(kwargs or {}))
        self.calls += 1
        if not func.is_view:
            touched = {
                (leaf.data_ptr(), leaf.shape): leaf.numel() * leaf.itemsize
                for leaf in tree_leaves((args, kwargs, result))
                if isinstance(leaf, Tensor)
            }
            self.bytes += sum(touched.values())
        return result


def _forward(sizes: Sequence[int], n: int) -> Iterator[Product]:
    return ((n, a, b) for a, b in itertools.pairwise(sizes))


def _to_weights(sizes: Sequence[int], n: int) -> Iterator[Product]:
    return ((a, n, b) for a, b in itertools.pairwise(sizes))


def _to_inputs(sizes: Sequence[int], n: int) -> Iterator[Product]:
    return ((n, b, a) for a, b in itertools.pairwise(sizes))
