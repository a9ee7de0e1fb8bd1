"""Update rules: each is what it says, on a field whose steps are written out by hand."""

from __future__ import annotations

import pytest
import torch

from gancheck.stability.games import Alternating, Extragradient, Optimistic, Point, Simultaneous
from gancheck.stability.games.pytree import flatten
from gancheck.stability.games.rules import Moving, Recalling, Rule
from tests.stability.games.cases import RULES


class Turning:
    """The field (-psi, theta^2): not linear, so that the order of steps shows."""

    equilibrium = Point(torch.zeros(1, dtype=torch.float64), torch.zeros(1, dtype=torch.float64))

    def field(self, point: Point) -> Point:
        return Point(-point.discriminator, point.generator**2)


def at(theta: float, psi: float) -> Point:
    return Point(torch.tensor([theta], dtype=torch.float64), torch.tensor([psi], dtype=torch.float64))


def numbers(point: Point) -> tuple[float, float]:
    return float(point.generator), float(point.discriminator)


def test_simultaneous_steps_see_the_same_point() -> None:
    step = Simultaneous((0.1, 0.2)).step(Turning())
    assert numbers(step(at(2.0, 3.0))) == pytest.approx((2.0 - 0.1 * 3.0, 3.0 + 0.2 * 4.0))


def test_alternating_steps_see_what_the_other_has_become() -> None:
    step = Alternating((0.1, 0.2), k=2).step(Turning())
    psi = 3.0 + 2 * 0.2 * 4.0
    assert numbers(step(at(2.0, 3.0))) == pytest.approx((2.0 - 0.1 * psi, psi))


def test_momentum_is_that_of_torch() -> None:
    """Two iterations, with k = 2: the velocity of D goes on from step to step and from iteration to iteration."""
    theta, psi = torch.tensor([2.0]), torch.tensor([3.0])
    generator = torch.optim.SGD([theta], lr=0.1, momentum=0.5)
    discriminator = torch.optim.SGD([psi], lr=0.2, momentum=0.3)
    rule = Alternating((0.1, 0.2), k=2, momentum=(0.5, 0.3))
    state, step = Moving(at(2.0, 3.0), at(0.0, 0.0)), rule.step(Turning())
    for _ in range(2):
        state = step(state)
        for _ in range(2):
            psi.grad = -(theta**2)
            discriminator.step()
        theta.grad = psi.clone()
        generator.step()
    assert numbers(state.at) == pytest.approx((float(theta), float(psi)), rel=1e-6)


def test_simultaneous_momentum() -> None:
    state = Simultaneous(0.1, momentum=0.5).step(Turning())(Moving(at(2.0, 3.0), at(1.0, -1.0)))
    assert numbers(state.velocity) == pytest.approx((0.5 - 3.0, -0.5 + 4.0))
    assert numbers(state.at) == pytest.approx((2.0 - 0.25, 3.0 + 0.35))


def test_optimism_takes_the_last_field_off() -> None:
    state = Optimistic(0.1).step(Turning())(Recalling(at(2.0, 3.0), at(1.0, 1.0)))
    assert numbers(state.at) == pytest.approx((2.0 + 0.1 * (-6.0 + 1.0), 3.0 + 0.1 * (8.0 - 1.0)))
    assert numbers(state.before) == (2.0, 3.0)


def test_extragradient_steps_where_a_first_step_leads() -> None:
    found = Extragradient(0.1).step(Turning())(at(2.0, 3.0))
    assert numbers(found) == pytest.approx((2.0 - 0.1 * 3.4, 3.0 + 0.1 * 1.7**2))


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_a_rule_rests_at_the_equilibrium(rule: Rule) -> None:
    start = rule.start(Turning())
    assert torch.equal(flatten(rule.step(Turning())(start)), flatten(start))


@pytest.mark.parametrize("rate", [0.0, -0.1, float("inf"), (0.1, 0.0)])
def test_a_rate_is_positive(rate: float) -> None:
    for make in (Simultaneous, Alternating, Optimistic, Extragradient):
        with pytest.raises(ValueError, match="the rate has to be positive for each player"):
            make(rate)


def test_momentum_is_within_one_and_k_at_least_one() -> None:
    with pytest.raises(ValueError, match=r"momentum has to be within \(-1, 1\)"):
        Alternating(0.1, momentum=(0.1, 1.0))
    with pytest.raises(ValueError, match="at least 1, not 0"):
        Alternating(0.1, k=0)
