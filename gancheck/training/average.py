"""Weight averages: an exponential moving average of a player's parameters."""

from __future__ import annotations

import copy
from typing import Any, cast

from torch import Tensor, nn
from torch.optim.swa_utils import get_ema_multi_avg_fn


class WeightAverage:
    """`module` is a copy whose parameters follow `decay * average + (1 - decay) * current`.

    Buffers, such as running statistics, are copied as they are. The average is not part of Algorithm 1: it
    changes what is sampled, never the training. (`torch.optim.swa_utils.AveragedModel` does the same, at half
    the cost of a whole step of a small GAN.)
    """

    def __init__(self, source: nn.Module, decay: float) -> None:
        if not 0 <= decay < 1:
            raise ValueError(f"the decay of a weight average has to be in [0, 1), not {decay}")
        self._source = source
        self.module = copy.deepcopy(source).requires_grad_(False)
        self._blend = get_ema_multi_avg_fn(decay)  # type: ignore[no-untyped-call]
        self._current = list(source.parameters())
        self._average = list(self.module.parameters())

    def update(self) -> None:
        """Move the average towards the current weights, once an iteration."""
        self._blend(self._average, self._current, None)
        for average, current in zip(self.module.buffers(), self._source.buffers(), strict=True):
            average.copy_(current)

    def state_dict(self) -> dict[str, Any]:
        """Return the averaged module's state."""
        return cast("dict[str, Tensor]", self.module.state_dict())

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Take up the average where `state` was taken."""
        self.module.load_state_dict(state)
