"""What a step does, counted: calls of ATen operators, FLOPs, and bytes allocated. Exact, and the same every time.

Some iterations draw data for many, so whole periods of `PERIOD` iterations are counted. The counts are those of one
version of torch: another may divide the same work differently.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves
from torch.utils.flop_counter import flop_registry


@dataclass(frozen=True)
class Counters:
    """`aten` operator calls; `flops` of matrix products and convolutions; `bytes` of the tensors that were made.

    Of so many `iterations` together.
    """

    aten: int
    flops: int
    bytes: int
    iterations: int = 1

    def each(self, name: str) -> str:
        """Write a counter as a number an iteration."""
        return f"{getattr(self, name) / self.iterations:,.0f}"

    def to_json(self) -> dict[str, int]:
        """Plain numbers by name."""
        return asdict(self)


NAMES = ("aten", "flops", "bytes")
PERIOD = 64  # iterations for which `gancheck.training.Minibatches` draws at once


def count(run: Callable[[int], object], iterations: int = PERIOD) -> Counters:
    """Run so many iterations, and count. What is done only at the first, as an optimizer's state, is counted too."""
    calls = Calls()
    with calls:
        run(iterations)
    return Counters(sum(calls.by_name.values()), calls.flops, calls.bytes, iterations)


class Calls(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Counts the operators below autograd, in this thread; `bytes` are of storages that no argument had.

    FLOPs are by the formulas of `torch.utils.flop_counter`, without its mode: that one hooks every module, and a step
    that is written out for perceptrons without hooks would be done another way while it is counted.
    """

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.by_name: Counter[str] = Counter()
        self.bytes = 0
        self.flops = 0

    def __torch_dispatch__(
        self, func: Any, types: Sequence[type], args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        """Count one call."""
        kwargs = kwargs or {}
        before = {_storage(leaf) for leaf in tree_leaves((args, kwargs)) if isinstance(leaf, torch.Tensor)}
        result = func(*args, **kwargs)
        self.by_name[str(func)] += 1
        if (formula := flop_registry.get(func._overloadpacket)) is not None:
            self.flops += formula(*args, **kwargs, out_val=result)
        made = {_storage(leaf) for leaf in tree_leaves(result) if isinstance(leaf, torch.Tensor)} - before
        self.bytes += sum(size for _, size in made)
        return result


def _storage(tensor: torch.Tensor) -> tuple[int, int]:
    storage = tensor.untyped_storage()
    return storage._cdata, storage.nbytes()
