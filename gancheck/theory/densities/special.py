"""SciPy's special functions on tensors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor


def with_scipy(function: Callable[[Any], Any], x: Tensor) -> Tensor:
    """Return `function` of `x` entry by entry, in the dtype and on the device of `x`.

    It is computed in float64 on the CPU; no gradient flows through it.
    """
    values = function(x.detach().to("cpu", torch.float64).numpy())
    return torch.as_tensor(values).to(x)
