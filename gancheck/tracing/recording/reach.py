"""What the end of a tensor's graph tells: after a tanh its values are in [-1, 1]; who wrote the last operation."""

from __future__ import annotations

import math
from typing import Any

from torch import Tensor
from torch.autograd.function import BackwardCFunction

Reach = tuple[float, float]

# Nodes that only move values about, and those that average them as well.
_MOVE = (
    "View", "UnsafeView", "Reshape", "Squeeze", "Unsqueeze", "Permute", "Transpose", "TBackward", "Clone", "ToCopy",
    "Alias", "Expand", "Slice", "Select", "Cat", "Stack", "Gather", "Index", "Repeat", "Unbind", "Split", "Unfold",
)  # fmt: skip
_KEEP = (*_MOVE, "Upsample", "AvgPool")
_REACHES: dict[str, Reach] = {
    "TanhBackward": (-1.0, 1.0),
    "SigmoidBackward": (0.0, 1.0),
    "HardsigmoidBackward": (0.0, 1.0),
    "SoftmaxBackward": (0.0, 1.0),
    "SinBackward": (-1.0, 1.0),
    "CosBackward": (-1.0, 1.0),
    "ReluBackward": (0.0, math.inf),
    "SoftplusBackward": (0.0, math.inf),
    "ExpBackward": (0.0, math.inf),
    "LogSoftmaxBackward": (-math.inf, 0.0),
    "LogSigmoidBackward": (-math.inf, 0.0),
}
_BOUNDED = {"HardtanhBackward": ("_saved_min_val", "_saved_max_val"), "ClampBackward": ("_saved_min", "_saved_max")}
_VISITED = 16


def reach_of(tensor: Tensor) -> Reach | None:
    """The least and the greatest value; None without a graph, or where its last operation bounds nothing."""
    node: Any = tensor.grad_fn
    scale = 1.0
    for _ in range(_VISITED):
        if node is None:
            return None
        name = node.name()
        if name.startswith(_KEEP):
            following = [found for found, _ in node.next_functions if found is not None]
            # Beside columns that need no gradient, such as labels.
            node = following[0] if len(following) == 1 else None
        elif name.startswith(("MulBackward", "DivBackward")):
            other = getattr(node, "_saved_other", None)
            if other is None or other.numel() != 1 or other.requires_grad or float(other) == 0:
                return None
            scale = scale * float(other) if name.startswith("Mul") else scale / float(other)
            node = node.next_functions[0][0]
        else:
            return _scaled(_bounds(node, name.rstrip("0123456789")), scale)
    return None


def maker_of(tensor: Tensor) -> str:
    """The last operation that made a tensor's values and did not only move them, as autograd calls it."""
    node: Any = tensor.grad_fn
    for _ in range(_VISITED):
        if node is None or not node.name().startswith(_MOVE):
            break
        following = [found for found, _ in node.next_functions if found is not None]
        if len(following) != 1:
            break
        node = following[0]
    return "" if node is None else str(node.name())


def made_by_own_function(tensor: Tensor) -> bool:
    """Whether a tensor's last operation is an `autograd.Function` of the script's own, and not one of torch's."""
    node: Any = tensor.grad_fn
    if not isinstance(node, BackwardCFunction):
        return False
    return not str(type(node)._forward_cls.__module__).startswith("torch.")  # type: ignore[attr-defined]


def _bounds(node: Any, name: str) -> Reach | None:
    if name in _BOUNDED:
        low, high = (getattr(node, each, None) for each in _BOUNDED[name])
        return (-math.inf if low is None else float(low), math.inf if high is None else float(high))
    return _REACHES.get(name)


def _scaled(reach: Reach | None, scale: float) -> Reach | None:
    if reach is None:
        return None
    low, high = sorted((reach[0] * scale, reach[1] * scale))
    return low, high
