"""A net: a module with parameters that the loop calls as one, and what became of its weights."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm

from gancheck.tracing.recording.arena import Arena
from gancheck.tracing.recording.moded import mode_dependent
from gancheck.tracing.recording.sketches import Repeated, by_key


class Net:
    """A module with its parameters; `version` counts the changes of their values that were noticed."""

    def __init__(
        self,
        number: int,
        name: str,
        module: nn.Module,
        parameters: list[Tensor] | None = None,
        arena: Arena | None = None,
    ) -> None:
        self.number, self.name, self.module = number, name, module
        self.parameters: list[Tensor] = list(module.parameters()) if parameters is None else parameters
        self.raw = parameters is not None
        self.ids = frozenset(id(p) for p in self.parameters)
        self.called_parameters: set[int] = set()
        self.version = 0
        self._arena = Arena() if arena is None else arena
        self._keys = [id(p) for p in self.parameters]
        self._sketches = Repeated(self.parameters)
        entries, self._ends = self._sketches.take()
        self._entries = self._arena.keep(entries)
        self.weights = self.start = self._before = by_key(self._keys, self._entries, self._ends)
        self.statistics = self._statistics()
        self.moded = mode_dependent(module)

    @property
    def kind(self) -> str:
        """The module's class."""
        return "raw tensors" if self.raw else type(self.module).__name__

    def moved(self) -> frozenset[int]:
        """The parameters whose values changed since this was last asked; counts a version if any did.

        `weights` are their sketches as they are now; of a large parameter that changes in a few places only, they may
        not show it.
        """
        now, ends = self._sketches.take()
        before, same_shapes = self._entries, ends == self._ends
        same = now == before if same_shapes else np.zeros(0, bool)
        if same_shapes and same.all():
            return frozenset()
        self._entries, self._ends = self._arena.keep(now), ends
        self.weights = by_key(self._keys, self._entries, ends)
        changed = self.ids
        if same_shapes:
            same |= np.isnan(now) & np.isnan(before)
            filled = [
                (key, start) for key, (start, stop) in zip(self._keys, pairwise(ends), strict=True) if stop > start
            ]
            stayed = np.logical_and.reduceat(same, [start for _, start in filled])
            changed = frozenset(key for (key, _), stays in zip(filled, stayed.tolist(), strict=True) if not stays)
        self.version += bool(changed)
        return changed

    def uses(self, module: nn.Module) -> None:
        """A module inside it, or itself, was called."""
        for p in module._parameters.values():
            if p is not None:
                self.called_parameters.add(id(p))

    def descended(self) -> dict[int, np.ndarray]:
        """Sketches of how far down each parameter went, as `moved` saw it last, since this was last asked."""
        moved = {key: self._before[key].astype(np.float64) - value for key, value in self.weights.items()}
        self._before = self.weights
        return moved

    def greatest(self) -> tuple[float, bool]:
        """The greatest absolute value of all parameters, and whether at least two entries reach it."""
        tops = [p.detach().abs().max() for p in self.parameters if p.numel()]
        top = float(max(tops)) if tops else math.nan
        reached = sum(int((p.detach().abs() == top).sum()) for p in self.parameters)
        return top, reached >= 2

    def statistics_moved(self) -> bool:
        """Whether a running statistic of a batch norm changed since this was last asked."""
        if not self.statistics:
            return False
        now = self._statistics()
        changed = now != self.statistics
        self.statistics = now
        return changed

    def modes(self) -> tuple[bool, ...]:
        """Which of the layers that depend on their mode are in train mode now."""
        return tuple(layer.training for _, layer in self.moded)

    @property
    def spectral(self) -> bool:
        """Whether one of its layers is normalised by its spectral norm."""
        return any(
            hasattr(layer, "weight_orig") or "SpectralNorm" in type(layer).__name__ for layer in self.module.modules()
        )

    def parameter_names(self) -> dict[int, str]:
        """The name of each parameter inside the module."""
        return {id(p): name for name, p in self.module.named_parameters()}

    def _statistics(self) -> list[float]:
        means = [
            m.running_mean for m in self.module.modules() if isinstance(m, _BatchNorm) and m.running_mean is not None
        ]
        return [float(m.double().sum()) for m in means]
