"""Stacked networks: every member computes what it computes alone, and comes back as it went in."""

import copy

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from gancheck.training import mlp
from gancheck.training.stacked import member, stack


@given(
    st.integers(0, 2**31),
    st.lists(st.integers(1, 6), min_size=2, max_size=4),
    st.integers(1, 4),
    st.sampled_from(["relu", "leaky-relu", "tanh", "maxout"]),
)
def test_members_compute_what_they_compute_alone(seed: int, sizes: list[int], e: int, activation: str) -> None:
    torch.manual_seed(seed)
    nets = [mlp(sizes, activation, pieces=2).double() for _ in range(e)]
    stacked = stack(nets)
    x = torch.randn(e, 5, sizes[0], dtype=torch.float64)
    together = stacked(x)
    assert together.shape == (e, 5, sizes[-1])
    for i, net in enumerate(nets):
        # Sums of at most 6 terms in another order.
        torch.testing.assert_close(together[i], net(x[i]), rtol=1e-12, atol=1e-12)
        back = member(stacked, i)
        assert repr(back) == repr(net)
        assert all(torch.equal(v, net.state_dict()[name]) for name, v in back.state_dict().items())


def test_gradients_stay_apart() -> None:
    torch.manual_seed(0)
    nets = [mlp((2, 4, 1)).double() for _ in range(3)]
    stacked = stack(nets)
    x = torch.randn(3, 5, 2, dtype=torch.float64)
    stacked(x)[1].square().sum().backward()
    nets[1](x[1]).square().sum().backward()
    for parameter in stacked.parameters():
        assert parameter.grad is not None
        assert (parameter.grad[[0, 2]] == 0).all()
    weight = next(stacked.parameters()).grad
    torch.testing.assert_close(weight[1].T, nets[1][0].weight.grad, rtol=1e-12, atol=1e-12)


def test_a_nan_member_stays_alone() -> None:
    nets = [mlp((2, 8, 1)) for _ in range(3)]
    stacked = stack(nets)
    x = torch.randn(3, 5, 2)
    clean = stacked(x)
    with torch.no_grad():
        next(stacked.parameters())[1] = float("nan")
    spoilt = stacked(x)
    assert spoilt[1].isnan().all()
    assert torch.equal(spoilt[[0, 2]], clean[[0, 2]])


def test_member_has_weights_of_its_own() -> None:
    stacked = stack([mlp((2, 3, 1)) for _ in range(2)])
    before = copy.deepcopy(stacked.state_dict())
    with torch.no_grad():
        for parameter in member(stacked, 0).parameters():
            parameter.zero_()
    assert all(torch.equal(v, before[name]) for name, v in stacked.state_dict().items())


def test_what_cannot_be_stacked() -> None:
    for layer in (nn.Dropout(0.5), nn.BatchNorm1d(3), nn.Linear(2, 2, bias=False)):
        with pytest.raises(TypeError, match="use one Trainer for each seed"):
            stack([nn.Sequential(layer), nn.Sequential(copy.deepcopy(layer))])
    with pytest.raises(TypeError, match="share one architecture"):
        stack([nn.ReLU(), nn.Tanh()])
