"""`spectrum` of a user's own step: any way to write it, and one sentence for each way to get it wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.func import grad
from torch.nn.functional import softplus

from gancheck.stability.games import NotSmoothError, field_spectrum, spectrum

H = 0.3
ORIGIN = torch.zeros(2, dtype=torch.float64)
SIMULTANEOUS = (1 + 0.5j * H, 1 - 0.5j * H)


def value(w: Tensor) -> Tensor:
    """The Dirac-GAN's value but for a constant: the generator is w[0]."""
    return -softplus(w[0] * w[1])


def by_func(w: Tensor) -> Tensor:
    theta, psi = grad(value)(w)
    return torch.stack([w[0] - H * theta, w[1] + H * psi])


def by_autograd(w: Tensor) -> Tensor:
    (found,) = torch.autograd.grad(value(w), w, create_graph=True)
    return w + H * torch.stack([-found[0], found[1]])


@pytest.mark.parametrize("step", [by_func, by_autograd])
def test_a_step_may_be_written_in_any_way(step: Callable[[Tensor], Tensor]) -> None:
    found = spectrum(step, ORIGIN)
    np.testing.assert_allclose(found.eigenvalues, SIMULTANEOUS, atol=1e-14)
    assert found.eigenvalues.dtype == np.complex128
    assert found.radius == pytest.approx((1 + H**2 / 4) ** 0.5, abs=1e-14)
    assert found.converges is False
    assert found.error < 1e-13


def test_a_state_may_be_a_dictionary_with_memory() -> None:
    def heavy_ball(state: dict[str, Any]) -> dict[str, Any]:
        theta, psi = grad(value)(torch.stack(state["at"]))
        moving = 0.5 * state["velocity"] + torch.stack([-theta, psi])
        return {"at": tuple(x + H * v for x, v in zip(state["at"], moving, strict=True)), "velocity": moving}

    zero = torch.zeros((), dtype=torch.float64)
    found = spectrum(heavy_ball, {"at": (zero, zero), "velocity": ORIGIN})
    expected = np.concatenate([np.roots([1, -1.5 - mu, 0.5]) for mu in (0.5j * H, -0.5j * H)])
    assert found.jacobian.shape == (4, 4)
    assert np.abs(np.sort_complex(found.eigenvalues) - np.sort_complex(expected)).max() < 1e-14


def test_single_precision_points_are_taken_in_double() -> None:
    np.testing.assert_allclose(spectrum(by_func, ORIGIN.float()).eigenvalues, SIMULTANEOUS, atol=1e-14)


def test_a_field() -> None:
    def field(w: Tensor) -> Tensor:
        theta, psi = grad(value)(w)
        return torch.stack([-theta, psi - 0.2 * w[1]])

    found = field_spectrum(field, ORIGIN)
    np.testing.assert_allclose(found.eigenvalues, np.roots([1, 0.2, 0.25]), atol=1e-14)
    assert found.converges is True
    with pytest.raises(ValueError, match=r"no equilibrium: the field of state is 0\.931"):
        field_spectrum(field, ORIGIN + 1.0)


def single(w: Tensor) -> Tensor:
    return by_func(w).float()


def shorter(w: Tensor) -> Tensor:
    return by_func(w)[:1]


def drawing(w: Tensor) -> Tensor:
    return by_func(w) * torch.rand((), dtype=torch.float64)


def exploding(w: Tensor) -> Tensor:
    return by_func(w) / 0.0


def detached(w: Tensor) -> Tensor:
    theta, _ = grad(value)(w)
    _, psi = grad(value)(torch.stack([w[0].detach(), w[1]]))
    return torch.stack([w[0] - H * theta, w[1] + H * psi])


def without_graph(w: Tensor) -> Tensor:
    return by_func(w.detach())


def with_a_norm(w: Tensor) -> Tensor:
    return by_func(w) - H * torch.stack([torch.zeros_like(w[0]), w[1].sign() * (w[1].abs() - 1)])


def rectified(w: Tensor) -> Tensor:
    return torch.relu(by_func(w))


@pytest.mark.parametrize(
    ("step", "at", "message"),
    [
        (by_func, ORIGIN + 1.0, r"not a fixed point of step: it moves state by 0\.2\d*, where at most 1e-09"),
        (by_func, ORIGIN * torch.nan, "state is not finite"),
        (by_func, torch.zeros(2, dtype=torch.int64), "state is of torch.int64"),
        (by_func, torch.zeros(0), "the state is empty"),
        (single, ORIGIN, "step returns state in another precision: compute it in float64 throughout"),
        (shorter, ORIGIN, r"a state like the one it is given: state \(1,\), not \(2,\)"),
        (exploding, ORIGIN, "step is not finite at `at`: see state"),
        (detached, ORIGIN, "automatic differentiation of step disagrees with its differences by 0.119"),
        (without_graph, ORIGIN, "detached, or computed without a graph"),
    ],
)
def test_what_is_wrong_is_said(step: Callable[[Tensor], Tensor], at: Tensor, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        spectrum(step, at)


def test_a_random_step_is_told() -> None:
    """Two uniform draws of 53 bits are the same with probability 1e-16."""
    with pytest.raises(ValueError, match="step is random, two calls differ: use one fixed minibatch"):
        spectrum(lambda w: drawing(w + 1.0), ORIGIN)


@pytest.mark.parametrize("step", [rectified, with_a_norm])
def test_a_kink_has_no_spectrum(step: Callable[[Tensor], Tensor]) -> None:
    """The gradient penalty towards 1 moves D away from 0: its subgradient there is 0, which is no derivative."""
    with pytest.raises(NotSmoothError, match="it has no spectrum there"):
        spectrum(step, ORIGIN)
