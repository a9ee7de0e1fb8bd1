"""A random state of one's own for modules that draw from torch's global one."""

from __future__ import annotations

from types import TracebackType
from typing import Any

import torch


class RandomState:
    """Inside of a `with` block torch's global generators are this one's; outside they are as they were.

    Dropout, and whoever initialises weights, can only draw from torch's global state. The CPU's and, on a
    CUDA device, the device's are both kept.
    """

    def __init__(self, seed: int, device: torch.device) -> None:
        self._cuda = device if device.type == "cuda" else None
        self._own = {"cpu": torch.Generator().manual_seed(seed).get_state()}
        if self._cuda is not None:
            self._own["cuda"] = torch.Generator(self._cuda).manual_seed(seed).get_state()
        self._outer: dict[str, torch.Tensor] = {}

    def __enter__(self) -> None:
        self._outer = self._swap(self._own)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._own = self._swap(self._outer)

    def _swap(self, states: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        before = {"cpu": torch.get_rng_state()}
        torch.set_rng_state(states["cpu"])
        if self._cuda is not None:
            before["cuda"] = torch.cuda.get_rng_state(self._cuda)
            torch.cuda.set_rng_state(states["cuda"], self._cuda)
        return before

    def state_dict(self) -> dict[str, Any]:
        """Return the states as tensors of bytes, to be saved."""
        return dict(self._own)

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Take up saved states; one saved on a CPU keeps this device's own state on CUDA."""
        self._own.update({name: value.cpu() for name, value in state.items() if name in self._own})
