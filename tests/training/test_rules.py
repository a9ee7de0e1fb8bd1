"""Learning rules: momentum against the update by hand, the others by name."""

import copy

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from gancheck.training import MomentumSGD, Rule


def _gradients(seed: int, steps: int, dtype: torch.dtype = torch.float64) -> torch.Tensor:
    return torch.randn(steps, 7, generator=torch.Generator().manual_seed(seed), dtype=dtype)


@given(st.integers(0, 2**31), st.floats(0, 0.99), st.lists(st.floats(1e-4, 1.0), min_size=1, max_size=8))
def test_momentum_has_the_rate_inside_of_the_velocity(seed: int, momentum: float, rates: list[float]) -> None:
    """v <- mu v - lr g, theta <- theta + v with a rate that changes: the same in plain floats."""
    parameter = nn.Parameter(torch.linspace(-1, 1, 7, dtype=torch.float64))
    theta, v = parameter.tolist(), [0.0] * 7
    rule = MomentumSGD([parameter], lr=1.0, momentum=momentum)
    for lr, gradient in zip(rates, _gradients(seed, len(rates)), strict=True):
        rule.param_groups[0]["lr"] = lr
        parameter.grad = gradient
        rule.step()
        v = [momentum * a - lr * g for a, g in zip(v, gradient.tolist(), strict=True)]
        theta = [a + b for a, b in zip(theta, v, strict=True)]
    torch.testing.assert_close(parameter.tolist(), theta, rtol=1e-13, atol=1e-13)


@pytest.mark.parametrize("fused", [True, False])
def test_sgd_of_torch_keeps_the_rate_outside(fused: bool) -> None:
    """b <- mu b + g, theta <- theta - lr b: MomentumSGD while the rate is constant, not when it falls."""
    for rates, same in (((0.1,) * 6, True), ((0.1, 0.08, 0.06, 0.04, 0.02, 0.01), False)):
        a, b = (nn.Parameter(torch.ones(7, dtype=torch.float64)) for _ in range(2))
        ours = Rule("MomentumSGD", 0.1, momentum=0.5).build([a])
        theirs = Rule("SGD", 0.1, momentum=0.5, fused=fused).build([b])
        hand, velocity = torch.ones(7, dtype=torch.float64), torch.zeros(7, dtype=torch.float64)
        for lr, gradient in zip(rates, _gradients(3, 6), strict=True):
            for rule, parameter in ((ours, a), (theirs, b)):
                rule.param_groups[0]["lr"] = lr
                parameter.grad = gradient.clone()
                rule.step()
            velocity = 0.5 * velocity + gradient
            hand = hand - lr * velocity
        torch.testing.assert_close(b.detach(), hand, rtol=1e-13, atol=1e-13)
        gap = (a - b).abs().max().item()
        assert gap < 1e-13 if same else gap > 1e-3


@pytest.mark.parametrize("name", ["SGD", "Adam", "AdamW", "RMSprop", "Adagrad", "NAdam", "MomentumSGD"])
def test_rules_by_name(name: str) -> None:
    parameter = nn.Parameter(torch.ones(3))
    optimizer = Rule(name, 0.01).build([parameter])
    assert type(optimizer).__name__ == name
    parameter.grad = torch.ones(3)
    optimizer.step()
    assert (parameter < 1).all()


def test_a_rule_is_a_value() -> None:
    assert Rule("Adam", 1e-3, betas=(0.0, 0.9)) == Rule("Adam", 0.001, betas=(0.0, 0.9))
    assert hash(Rule("SGD", 0.1, momentum=0.5, nesterov=True)) == hash(Rule("SGD", 0.1, nesterov=True, momentum=0.5))
    assert repr(Rule("SGD", 0.1, momentum=0.5)) == "SGD(lr=0.1, momentum=0.5)"


def test_velocity_is_part_of_the_state() -> None:
    a, b = (nn.Parameter(torch.ones(7, dtype=torch.float64)) for _ in range(2))
    one, two = MomentumSGD([a], 0.1), MomentumSGD([b], 0.1)
    first, second = _gradients(1, 2)
    a.grad = first
    one.step()
    two.load_state_dict(copy.deepcopy(one.state_dict()))
    with torch.no_grad():
        b.copy_(a)
    a.grad, b.grad = second.clone(), second.clone()
    one.step()
    two.step()
    assert torch.equal(a, b)


def test_bad_requests() -> None:
    for name in ("Adamm", "Optimizer", "lr_scheduler"):
        with pytest.raises(ValueError, match=f"no rule is named '{name}'"):
            Rule(name, 0.1)
    with pytest.raises(ValueError, match="learning rate has to be positive"):
        Rule("SGD", 0.0)
    with pytest.raises(ValueError, match="momentum has to be in"):
        MomentumSGD([nn.Parameter(torch.ones(1))], 0.1, momentum=1.0)
    with pytest.raises(ValueError, match="takes no closure"):
        MomentumSGD([nn.Parameter(torch.ones(1))], 0.1).step(lambda: 0.0)
