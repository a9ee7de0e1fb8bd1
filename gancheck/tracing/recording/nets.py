"""A net: a module with parameters that the loop calls as one, and what became of its weights."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm
from torch.nn.modules.dropout import _DropoutNd

from gancheck.tracing.recording.moded import mode_dependent
from gancheck.tracing.recording.sketches import sketch

# Entries up to which a parameter is looked at as a whole.
_WHOLE = 4_096


@dataclass(frozen=True)
class Layers:
    """What the clauses need to know of a net's layers: its batch norms, with eps and momentum, its dropouts."""

    batch_norms: tuple[tuple[str, float, float | None, bool], ...]
    dropouts: tuple[str, ...]
    spectral: bool
    names: tuple[str, ...]


class Net:
    """A module with its parameters; `version` counts the changes of their values that were noticed."""

    def __init__(self, number: int, name: str, module: nn.Module, parameters: list[Tensor] | None = None) -> None:
        self.number, self.name, self.module = number, name, module
        self.parameters: list[Tensor] = list(module.parameters()) if parameters is None else parameters
        self.raw = parameters is not None
        self.ids = frozenset(id(p) for p in self.parameters)
        self.called_parameters: set[int] = set()
        self.version = 0
        self._norms = self._look()
        self.statistics = self._statistics()
        self.start = {id(p): sketch(p) for p in self.parameters}
        self._before = self.start
        self.moded = mode_dependent(module)

    @property
    def kind(self) -> str:
        """The module's class."""
        return "raw tensors" if self.raw else type(self.module).__name__

    def moved(self) -> frozenset[int]:
        """The parameters whose values changed since this was last asked; counts a version if any did."""
        now = self._look()
        changed = frozenset(
            id(p)
            for p, old, new in zip(self.parameters, self._norms, now, strict=True)
            if old != new and not (math.isnan(old) and math.isnan(new))
        )
        self._norms = now
        if changed:
            self.version += 1
        return changed

    def uses(self, module: nn.Module) -> None:
        """A module inside it, or itself, was called."""
        if module._parameters:
            self.called_parameters.update(id(p) for p in module._parameters.values() if p is not None)

    def descended(self) -> dict[int, np.ndarray]:
        """Sketches of how far down each parameter went since this was last asked."""
        now = {id(p): sketch(p) for p in self.parameters}
        moved = {key: self._before[key].astype(np.float64) - value for key, value in now.items()}
        self._before = now
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

    def layers(self) -> Layers:
        """What it is made of."""
        norms, dropouts, spectral, names = [], [], False, []
        for name, module in self.module.named_modules():
            names.append(type(module).__name__)
            if isinstance(module, _BatchNorm):
                norms.append((name, float(module.eps), module.momentum, bool(module.track_running_stats)))
            elif isinstance(module, _DropoutNd) and module.p > 0:
                dropouts.append(name)
            spectral = spectral or hasattr(module, "weight_orig") or "SpectralNorm" in type(module).__name__
        return Layers(tuple(norms), tuple(dropouts), spectral, tuple(names))

    def parameter_names(self) -> dict[int, str]:
        """The name of each parameter inside the module."""
        return {id(p): name for name, p in self.module.named_parameters()}

    def _look(self) -> list[float]:
        values = [_thinned(p.detach()) for p in self.parameters]
        if not values:
            return []
        try:
            return torch.stack(torch._foreach_norm(values)).tolist()
        except RuntimeError:  # Sparse, quantised, of several types or devices.
            return [float(v.float().norm()) for v in values]

    def _statistics(self) -> list[float]:
        means = [
            m.running_mean for m in self.module.modules() if isinstance(m, _BatchNorm) and m.running_mean is not None
        ]
        return [float(m.double().sum()) for m in means]


def _thinned(value: Tensor) -> Tensor:
    """A few thousand entries of a large parameter: when it is trained, or clipped, some of them change."""
    if value.numel() <= _WHOLE or not value.is_contiguous():
        return value
    return value.view(-1)[:: (value.numel() // _WHOLE) | 1]
