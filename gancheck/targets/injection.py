"""Known fakes in place of the generator's output, so that a whole training step trains D on known densities."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn


def inject(gan: Any, real: Tensor, fake: Tensor) -> int:
    """Run `gan.train_step(real)` with every output of `gan.generator` replaced by rows of `fake`.

    The replacement keeps the autograd graph, with a gradient of zero, so that the generator's own update runs as
    usual and changes nothing but its optimizer's state. Rows are taken in order, call after call, and repeat when the
    target asks for more than there are. Returns how many were taken: none if `train_step` never calls that module.
    """
    module: nn.Module = gan.generator
    taken = 0

    def replace(_module: nn.Module, _inputs: object, output: Tensor) -> Tensor:
        nonlocal taken
        rows = fake[torch.arange(taken, taken + len(output), device=fake.device) % len(fake)]
        taken += len(output)
        return output * 0.0 + rows.reshape(output.shape)

    handle = module.register_forward_hook(replace)
    try:
        gan.train_step(real)
    finally:
        handle.remove()
    return taken
