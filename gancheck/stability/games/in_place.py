"""The spectrum of a training step as it is: real modules, real optimizers, changed in place."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.optim import Optimizer

from gancheck.stability.games import parts
from gancheck.stability.games.differences import derivatives
from gancheck.stability.games.eigenvalues import Spectrum, eigenvalues_with_error
from gancheck.stability.games.restore_point import RestorePoint

Floats = NDArray[np.float64]

_LEFTOVER = 0.1
_SAME = 1e-12


def spectrum_in_place(
    step: Callable[[], object],
    modules: Sequence[nn.Module],
    optimizers: Sequence[Optimizer] = (),
    *,
    tolerance: float = 1e-9,
) -> Spectrum:
    """Linearise a training step, `step()`, which changes modules and optimizers, where they stand.

    The modules have to stand at a fixed point of the step, in float64. The state is their parameters and
    floating-point buffers, what the optimizers remember (momentum), and the gradients left over, where the step
    makes use of them because nobody zeroes them. It is differenced in each coordinate, by twelve steps each, and
    everything is put back afterwards: parameters, buffers, gradients, optimizers, torch's CPU generator. What else
    the step changes, such as a scheduler, has to be left out of it.

    Raises ValueError where a tensor is not float64 or not finite, where the step moves the state by more than
    `tolerance` times max(1, |state|) (it is no fixed point), where two steps from one state differ (it is random, or
    changes something not known here), and where it has no derivative: NotSmoothError for kinks, and by name for
    Adam and its kin, which scale their steps by squared gradients that are 0 at an equilibrium.
    """
    before = RestorePoint(modules, optimizers)
    try:
        return _Training(step, modules, optimizers).spectrum(tolerance)
    finally:
        before.restore()


class _Training:
    """A training step as a map of vectors `(n,)`, all that it remembers included."""

    def __init__(
        self, step: Callable[[], object], modules: Sequence[nn.Module], optimizers: Sequence[Optimizer]
    ) -> None:
        self.step = step
        first = RestorePoint(modules, optimizers)
        names = parts.parameter_names(modules, first)
        for parameter in first.parameters:
            if parameter.dtype != torch.float64:
                raise ValueError(
                    f"{names[parameter]} is {parameter.dtype}: call .double() on the modules, and feed them float64"
                )
        self._take()  # optimizers make their memory in their first step
        memory = [dict(optimizer.state) for optimizer in optimizers]
        first.restore(generator=False)
        for optimizer, remembered in zip(optimizers, memory, strict=True):
            optimizer.state.update(remembered)
        self.parts = parts.parameters(first, names) + parts.buffers(first) + parts.memory(optimizers, names)
        if not self.parts:
            raise ValueError("there is nothing to linearise: the modules have no parameters that are trained")
        self.base = RestorePoint(modules, optimizers)
        if self._uses_old_gradients():
            self.parts += parts.gradients(first, names)
        self.start = self._gathered()

    def spectrum(self, tolerance: float) -> Spectrum:
        """Linearise the step at the start, having seen that it is a fixed point, and no chance in it."""
        once, again = self(self.start), self(self.start)
        for vector, when in ((self.start, ""), (once, " after a step")):
            if not np.isfinite(vector).all():
                raise ValueError(f"{self._largest(~np.isfinite(vector))} is not finite{when}")
        if not np.array_equal(once, again):
            raise ValueError(
                "two steps from the same state differ: the step draws random numbers (use one fixed minibatch), or "
                "changes something that is no module or optimizer (leave schedulers out of it)"
            )
        moved = np.abs(once - self.start)
        if moved.max() > tolerance * max(1.0, float(np.abs(self.start).max())):
            raise ValueError(
                f"the modules do not stand at a fixed point: a step moves {self._largest(moved)} by "
                f"{moved.max():.3g}, where at most {tolerance:.3g} is allowed"
            )
        found = derivatives(self, self.start, np.eye(len(self.start)))
        values, error = eigenvalues_with_error(found.value, float(np.linalg.norm(found.error)))
        return Spectrum(values, found.value, error)

    def __call__(self, vector: Floats) -> Floats:
        self.base.restore(generator=False)
        rest = torch.from_numpy(vector.copy())
        with torch.no_grad():
            for part in self.parts:
                tensor = part.get()
                tensor.copy_(rest[: tensor.numel()].reshape(tensor.shape))
                rest = rest[tensor.numel() :]
        self._take()
        return self._gathered()

    def _take(self) -> None:
        with torch.enable_grad():
            self.step()

    def _gathered(self) -> Floats:
        vector: Floats = torch.cat([part.get().detach().reshape(-1) for part in self.parts]).clone().numpy()
        return vector

    def _uses_old_gradients(self) -> bool:
        """Whether a step comes out differently when gradients are left over from before."""
        after = []
        for leftover in (0.0, _LEFTOVER):
            self.base.restore(generator=False)
            for parameter in self.base.parameters:
                parameter.grad = torch.full_like(parameter, leftover) if parameter.requires_grad else None
            self._take()
            after.append(self._gathered())
        self.base.restore(generator=False)
        return not np.allclose(after[0], after[1], rtol=0.0, atol=_SAME, equal_nan=True)

    def _largest(self, vector: NDArray[np.bool_] | Floats) -> str:
        """The name of the part that holds the largest number of `vector`."""
        place = int(np.argmax(vector))
        for part in self.parts:
            if place < part.get().numel():
                return part.name
            place -= part.get().numel()
        raise IndexError(place)
