"""What stands between D's scores and a loss: the operations, by autograd's names, and the most numbers at once."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

from torch import Tensor

from gancheck.tracing.recording.events import Pass
from gancheck.tracing.recording.routes import returned_by_a_net

# Backward passes from one line that are looked at, and nodes visited in each.
_PASSES = 8
_VISITED = 400


class Losses:
    """Walks the graph of a loss down to what nets returned, in the first passes from every line."""

    def __init__(self) -> None:
        self._seen: Counter[object] = Counter()

    def look(self, during: Pass, roots: Sequence[Tensor]) -> None:
        """Write down the `operations` and `terms` of the loss that a pass begins from; a large graph is left alone."""
        if self._seen[during.place] >= _PASSES:
            return
        self._seen[during.place] += 1
        try:
            during.operations, during.terms = _above([root.grad_fn for root in roots if root.grad_fn is not None])
        except Exception:  # Of a graph that cannot be walked nothing is told.
            return


def _above(waiting: list[Any]) -> tuple[frozenset[str], int]:
    """The names of the nodes above what nets returned, and the most entries of the results of one."""
    visited = set(waiting)
    operations, terms = set(), 0
    while waiting:
        node = waiting.pop()
        if returned_by_a_net(node):
            continue
        operations.add(node.name())
        terms = max([terms, *(math.prod(each.shape) for each in node._input_metadata)])
        following = [found for found, _ in node.next_functions if found is not None and found not in visited]
        visited.update(following)
        waiting += following
        if len(visited) > _VISITED:
            return frozenset(), 0
    return frozenset(operations), terms
