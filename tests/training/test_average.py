"""The weight average against its recursion by hand."""

import pytest
import torch
from torch import nn

from gancheck.training import WeightAverage


def test_recursion_by_hand() -> None:
    torch.manual_seed(0)
    net = nn.Linear(3, 2).double()
    average = WeightAverage(net, 0.9)
    hand = net.weight.detach().clone()
    for _ in range(20):
        with torch.no_grad():
            net.weight.add_(torch.randn(2, 3, dtype=torch.float64))
        average.update()
        hand = 0.9 * hand + 0.1 * net.weight.detach()
    torch.testing.assert_close(average.module.weight.detach(), hand, rtol=1e-12, atol=1e-12)


def test_source_is_not_moved_and_average_asks_for_no_gradient() -> None:
    net = nn.Linear(1, 1)
    average = WeightAverage(net, 0.5)
    before = net.weight.detach().clone()
    average.update()
    assert torch.equal(net.weight, before)
    assert net.weight.requires_grad
    assert not any(p.requires_grad for p in average.module.parameters())


def test_buffers_are_copied() -> None:
    net = nn.BatchNorm1d(2)
    average = WeightAverage(net, 0.99)
    net(torch.randn(8, 2) + 3)
    average.update()
    assert torch.equal(average.module.running_mean, net.running_mean)
    assert average.module.num_batches_tracked == 1


@pytest.mark.parametrize("decay", [-0.1, 1.0])
def test_bad_decay(decay: float) -> None:
    with pytest.raises(ValueError, match=r"has to be in \[0, 1\)"):
        WeightAverage(nn.Linear(1, 1), decay)
