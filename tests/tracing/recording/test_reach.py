"""The values that a tensor can take, by the end of its graph."""

import math

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from gancheck.tracing.recording.reach import made_by_own_function, maker_of, reach_of

INF = math.inf


@pytest.mark.parametrize(
    ("make", "reach"),
    [
        (torch.tanh, (-1, 1)),
        (lambda x: x.clone().tanh_(), (-1, 1)),
        (torch.sigmoid, (0, 1)),
        (F.hardtanh, (-1, 1)),
        (F.hardsigmoid, (0, 1)),
        (F.relu6, (0, 6)),
        (lambda x: x.clamp(-2, 3), (-2, 3)),
        (lambda x: x.clamp(min=0), (0, INF)),
        (lambda x: F.softmax(x, dim=1), (0, 1)),
        (lambda x: F.log_softmax(x, dim=1), (-INF, 0)),
        (F.relu, (0, INF)),
        (F.softplus, (0, INF)),
        (torch.exp, (0, INF)),
        (lambda x: 2 * torch.tanh(x), (-2, 2)),
        (lambda x: torch.sigmoid(x) * -255, (-255, 0)),
        (lambda x: torch.tanh(x) / 4, (-0.25, 0.25)),
        (lambda x: torch.tanh(x).view(2, 3, 2).permute(0, 2, 1).contiguous()[:1].flatten(), (-1, 1)),
        (lambda x: torch.cat([torch.tanh(x), torch.ones(4, 2)], dim=1), (-1, 1)),
        (lambda x: torch.tanh(x).half(), (-1, 1)),
        (lambda x: F.avg_pool1d(torch.tanh(x)[None], 3), (-1, 1)),
    ],
)
def test_the_last_operation_bounds(make, reach):
    x = torch.randn(4, 3, requires_grad=True)
    out = make(x)
    assert reach_of(out) == reach
    assert reach[0] <= float(out.detach().min()) <= float(out.detach().max()) <= reach[1]


@pytest.mark.parametrize(
    "make",
    [
        lambda x: x @ torch.randn(3, 3),
        lambda x: torch.tanh(x) + torch.randn(4, 3),  # Noise on top: no bound.
        lambda x: (torch.tanh(x) + 1) / 2,  # Bounded, but the shift is not in the graph.
        lambda x: torch.tanh(x) * torch.randn(4, 3),
        lambda x: torch.cat([torch.tanh(x), x]),
        lambda x: F.leaky_relu(x),
        lambda x: torch.tanh(x).detach(),
    ],
)
def test_what_is_not_bounded_or_not_known(make):
    assert reach_of(make(torch.randn(4, 3, requires_grad=True))) is None


def test_nothing_changes_by_looking():
    net = nn.Sequential(nn.Linear(3, 2), nn.Tanh())
    x = torch.randn(4, 3)
    (2 * net(x)).sum().backward()
    untouched = net[0].weight.grad.clone()
    net.zero_grad()
    out = 2 * net(x)
    reach_of(out)
    out.sum().backward()
    assert torch.equal(net[0].weight.grad, untouched)


class Turned(torch.autograd.Function):
    """A gradient reversal."""

    @staticmethod
    def forward(ctx, x):
        return x.view_as(x)

    @staticmethod
    def backward(ctx, gradient):
        return -gradient


def test_functions_of_the_script_and_of_torch():
    x = torch.randn(4, requires_grad=True)
    recomputed = torch.utils.checkpoint.checkpoint(torch.tanh, x, use_reentrant=True)
    assert made_by_own_function(Turned.apply(2 * x))
    assert not any(made_by_own_function(t) for t in (x, torch.tanh(x), x.detach(), Turned.apply(x) + 1, recomputed))


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (torch.sigmoid, "SigmoidBackward"),
        (lambda x: torch.sigmoid(x).view(-1).unsqueeze(1)[:2], "SigmoidBackward"),
        (lambda x: torch.softmax(x, 1)[:, 1], "SoftmaxBackward"),
        (lambda x: F.linear(x, torch.ones(1, 3)).squeeze(1), "MmBackward"),
        (lambda x: torch.sigmoid(x).mean(1), "MeanBackward"),
        (lambda x: torch.cat([torch.tanh(x), torch.sigmoid(x)]), "CatBackward"),
    ],
)
def test_the_operation_that_made_the_values(make, name):
    assert maker_of(make(torch.randn(4, 3, requires_grad=True))).rstrip("0123456789") == name
    assert maker_of(torch.randn(4, 3)) == ""
