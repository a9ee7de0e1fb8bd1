"""Iterations captured as a CUDA graph. Not measured: no GPU could be had; on a CPU the tests inject the capture."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch

from gancheck.training.recipe import Recipe
from gancheck.training.rules import Rule

# torch's fused kernels of these read the learning rate from the device; others have it baked into the graph.
_FUSED = frozenset({"Adam", "AdamW", "SGD"})


def why_not_captured(rules: tuple[Sequence[Rule], Sequence[Rule]], recipe: Recipe) -> str | None:
    """Why a recipe's iterations are not captured, None for those that are."""
    for rule in {rule for player in rules for rule in player}:
        if rule.name not in _FUSED or {"fused", "foreach", "differentiable", "maximize"} & set(dict(rule.options)):
            return f"{rule.name} has no fused kernel that reads its learning rate from the device"
    return "the momentum rises" if recipe.momentum_ramp is not None else None


def capture_graph(body: Callable[[], None]) -> Callable[[], None]:
    """Capture the kernels that `body` starts, and return what starts them again, on the same memory.

    `body` runs a few times first, on a stream of its own, as torch asks for: who calls puts back what that changed.
    """
    aside = torch.cuda.Stream()  # type: ignore[no-untyped-call]
    aside.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(aside):
        for _ in range(3):
            body()
    torch.cuda.current_stream().wait_stream(aside)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        body()
    replay: Callable[[], None] = graph.replay
    return replay
