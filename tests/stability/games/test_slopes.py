"""Slopes by hand are those that differentiation finds."""

from __future__ import annotations

import dataclasses

import pytest
import torch
from torch import Tensor

from gancheck.stability.games.slopes import SLOPES, check_knows_nothing, slopes
from gancheck.theory import OBJECTIVES, objective


def derivatives(name: str) -> tuple[float, float, float, float, float]:
    """First and second derivatives at 0: of D's loss by the real and the fake logit, and of G's."""
    at = torch.zeros(2, dtype=torch.float64)
    loss, fake = objective(name).discriminator_loss, objective(name).generator_loss

    def of_both(v: Tensor) -> Tensor:
        return loss(v[:1], v[1:])

    real, on_fake = torch.autograd.functional.jacobian(of_both, at).tolist()
    hessian = torch.autograd.functional.hessian(of_both, at)
    return (
        real,
        on_fake,
        float(hessian[0, 0]),
        float(hessian[1, 1]),
        float(torch.autograd.functional.jacobian(fake, at[:1])),
    )


@pytest.mark.parametrize("name", SLOPES)
def test_they_are_the_derivatives_at_0(name: str) -> None:
    known = slopes(objective(name))
    real, fake, real_twice, fake_twice, of_generator = derivatives(name)
    assert (-real, fake, -of_generator) == pytest.approx((known.coupling,) * 3, abs=1e-15)
    assert real_twice + fake_twice == pytest.approx(known.curvature, abs=1e-15)


def test_the_others_do_not_want_0() -> None:
    left = sorted(set(OBJECTIVES) - set(SLOPES))
    assert left == ["kl", "least-squares"]
    for name in left:
        with pytest.raises(ValueError, match=rf"{name}' wants D = (0\.5|1) at p_data = p_g, and not 0"):
            check_knows_nothing(objective(name))


@pytest.mark.parametrize("name", SLOPES)
def test_those_known_want_0(name: str) -> None:
    check_knows_nothing(objective(name))


def test_an_objective_of_ones_own_has_no_closed_form() -> None:
    mine = dataclasses.replace(objective("minimax"), name="mine")
    with pytest.raises(ValueError, match="no closed form is known for the objective 'mine': take the spectrum"):
        slopes(mine)
