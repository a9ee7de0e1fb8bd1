"""The spectrum of an update map, or of a vector field, by automatic differentiation."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from gancheck.stability.games.differences import derivatives
from gancheck.stability.games.eigenvalues import FieldSpectrum, Spectrum, eigenvalues_with_error
from gancheck.stability.games.pytree import State, check_alike, flatten, leaves, rebuild

Floats = NDArray[np.float64]

# Automatic and numerical derivatives along one direction differ by less, beside the larger of 1 and the derivative.
_AGREE = 1e-5
_EPS = float(np.finfo(np.float64).eps)


def spectrum(step: Callable[[State], State], at: State, *, tolerance: float = 1e-9) -> Spectrum:
    """Linearise `step`, a differentiable map of states, at its fixed point `at`.

    A state is a tensor `(n,)`, or tuples, lists and dictionaries of tensors; what a rule remembers (a velocity,
    the parameters before) belongs to it. It is taken in float64. `step` may compute gradients by
    `torch.func.grad`, or by `torch.autograd.grad` with `create_graph=True`: the Jacobian is computed by plain
    reverse mode, which goes through both, and is compared with differences of `step` along one direction.

    Raises ValueError where `at` or a step is not finite or not float64, where the step returns another shape,
    differs when taken twice (it draws random numbers), moves `at` by more than `tolerance` times max(1, |at|),
    where part of it is hidden from differentiation, and NotSmoothError, a ValueError, where it has a kink.
    """
    advance = _Vectors(step, "step", at)
    moved = advance.twice() - advance.start
    if float(moved.abs().max()) > tolerance * max(1.0, float(advance.start.abs().max())):
        raise ValueError(
            f"`at` is not a fixed point of step: it moves {advance.largest(moved)} by {float(moved.abs().max()):.3g}, "
            f"where at most {tolerance:.3g} is allowed"
        )
    jacobian, error = advance.jacobian()
    values, moved_by = eigenvalues_with_error(jacobian, error)
    return Spectrum(values, jacobian, moved_by)


def field_spectrum(field: Callable[[State], State], at: State, *, tolerance: float = 1e-9) -> FieldSpectrum:
    """Linearise a vector field, the direction in which both players go, at its equilibrium `at`.

    Arguments and errors as for `spectrum`; the field has to be 0 at `at`, to `tolerance`.
    """
    flow = _Vectors(field, "the field", at)
    found = flow.twice()
    if float(found.abs().max()) > tolerance:
        raise ValueError(
            f"`at` is no equilibrium: the field of {flow.largest(found)} is {float(found.abs().max()):.3g} there, "
            f"where at most {tolerance:.3g} is allowed"
        )
    jacobian, error = flow.jacobian()
    values, moved_by = eigenvalues_with_error(jacobian, error)
    return FieldSpectrum(values, jacobian, moved_by)


class _Vectors:
    """A map of states as a map of vectors `(n,)`, from the point `start`."""

    def __init__(self, function: Callable[[State], State], name: str, at: State) -> None:
        for path, leaf in leaves(at):
            if not leaf.is_floating_point():
                raise ValueError(f"{path} is of {leaf.dtype}: a state is made of floating-point numbers")
            if not bool(leaf.isfinite().all()):
                raise ValueError(f"{path} is not finite")
        self.function, self.name, self.at = function, name, at
        self.start = flatten(at).detach().to("cpu", torch.float64)
        if not len(self.start):
            raise ValueError("the state is empty")

    def __call__(self, vector: Tensor) -> Tensor:
        with torch.enable_grad():  # it may differentiate a loss itself, in what it is given
            vector = vector if vector.requires_grad else vector.clone().requires_grad_()
            after = self.function(rebuild(self.at, vector))
        check_alike(self.at, after)
        if single := [path for path, leaf in leaves(after) if leaf.dtype != torch.float64]:
            raise ValueError(f"{self.name} returns {single[0]} in another precision: compute it in float64 throughout")
        return flatten(after)

    def twice(self) -> Tensor:
        """The value at the start, having seen that it is finite and the same each time."""
        first, second = (self(self.start).detach() for _ in range(2))
        if not bool(first.isfinite().all()):
            raise ValueError(f"{self.name} is not finite at `at`: see {self.largest((~first.isfinite()).double())}")
        if not torch.equal(first, second):
            raise ValueError(f"{self.name} is random, two calls differ: use one fixed minibatch, or all data")
        return first

    def largest(self, vector: Tensor) -> str:
        """The path to the leaf that holds the largest number of `vector`."""
        place = int(vector.abs().argmax())
        for path, leaf in leaves(self.at):
            if place < leaf.numel():
                return path
            place -= leaf.numel()
        raise IndexError(place)

    def jacobian(self) -> tuple[Floats, float]:
        """The Jacobian at the start, `(n, n)`, and a bound on its rounding in the spectral norm."""
        leaf = self.start.clone().requires_grad_()
        out = self(leaf)
        rows = []
        for one in out:
            row = torch.autograd.grad(one, leaf, retain_graph=True, allow_unused=True)[0] if one.requires_grad else None
            rows.append(torch.zeros_like(leaf) if row is None else row.detach())
        jacobian: Floats = torch.stack(rows).numpy()
        self._compare(jacobian)
        return jacobian, len(leaf) * _EPS * max(1.0, float(np.linalg.norm(jacobian, 2)))

    def _compare(self, jacobian: Floats) -> None:
        direction = np.cos(np.arange(1, len(self.start) + 1))[:, None]
        direction /= np.linalg.norm(direction)
        measured = derivatives(
            lambda vector: self(torch.from_numpy(vector)).detach().numpy(), self.start.numpy(), direction, levels=4
        )
        off = float((np.abs(measured.value - jacobian @ direction) - measured.error).max())
        if not off <= _AGREE * max(1.0, float(np.abs(measured.value).max())):
            raise ValueError(
                f"automatic differentiation of {self.name} disagrees with its differences by {off:.3g}: part of it is "
                "detached, or computed without a graph"
            )
