"""Each parameter's gradient as a backward pass delivers it, read at the node of the graph that accumulates it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor


class Accumulators:
    """Hooks on the nodes that add to `.grad`: the parameters carry none: copies and pickles stay clean."""

    def __init__(self, contributed: Callable[[int, Tensor], None]) -> None:
        self.known: set[int] = set()
        self._contributed = contributed
        self._nodes: list[tuple[Any, Any, Tensor]] = []

    def watch(self, parameters: Sequence[Tensor]) -> None:
        """Hear of every gradient of these parameters; those that require none yet are watched once they do."""
        for parameter in parameters:
            key = id(parameter)
            if key in self.known or not parameter.requires_grad or not parameter.is_leaf:
                continue
            with torch.enable_grad():
                node = parameter.expand_as(parameter).grad_fn.next_functions[0][0]  # type: ignore[union-attr]
            handle = node.register_prehook(self._hook(key))  # type: ignore[union-attr]
            self._nodes.append((node, handle, parameter))
            self.known.add(key)

    def release(self) -> None:
        """Take the hooks off."""
        for _, handle, _ in self._nodes:
            handle.remove()
        self._nodes = []
        self.known = set()

    def _hook(self, key: int) -> Callable[[Any], None]:
        contributed = self._contributed

        def arrived(gradients: Sequence[Tensor | None]) -> None:
            if gradients[0] is not None:
                contributed(key, gradients[0])

        return arrived
