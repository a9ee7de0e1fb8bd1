"""The written-out passes against autograd."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from gancheck.training import mlp
from gancheck.training.flat import NARROW, Flat
from gancheck.training.perceptron import Passes, activations, why_not_written_out
from gancheck.training.pointwise import pointwise
from gancheck.training.stacked import stack

SIZES = st.lists(st.sampled_from([1, 2, 7, NARROW - 1, NARROW, 33]), min_size=2, max_size=5)


def _held(x: Tensor) -> Tensor:
    return x.transpose(1, 2).contiguous() if x.shape[2] < NARROW else x.clone()


def _rows(held: Tensor, n: int, units: int) -> Tensor:
    return held.transpose(1, 2) if units < NARROW else held


@settings(max_examples=60)
@given(SIZES, st.sampled_from(["relu", "leaky-relu", "tanh", "sigmoid"]), st.integers(1, 3), st.integers(1, 6))
def test_passes_are_autograds(sizes: list[int], activation: str, members: int, n: int) -> None:
    """Outputs and all gradients in float64, for any widths on either side of `NARROW`."""
    torch.manual_seed(0)
    network = stack([mlp(sizes, activation) for _ in range(members)]).double()
    x = torch.randn(members, n, sizes[0], dtype=torch.float64, requires_grad=True)
    pull = torch.randn(members, n, sizes[-1], dtype=torch.float64)
    expected = network(x)
    expected.backward(pull)
    gradients = [parameter.grad.clone() for parameter in network.parameters()]

    flat = Flat(network)
    buffers = [_held(torch.zeros(members, n, units, dtype=torch.float64)) for units in sizes[1:]]
    spare = torch.zeros(members * n * max(sizes), dtype=torch.float64)
    inputs = _held(x.detach())
    with torch.no_grad():
        passes = Passes(flat.layers(0, members), activations(network), inputs, buffers[:-1], buffers[-1], spare)
        passes.forward()
        torch.testing.assert_close(_rows(buffers[-1], n, sizes[-1]), expected, rtol=1e-12, atol=1e-12)
        slope = torch.zeros_like(inputs)
        passes.backward(_held(pull), inputs=slope)
    flat.show_gradients()
    torch.testing.assert_close(_rows(slope, n, sizes[0]), x.grad, rtol=1e-11, atol=1e-12)
    for parameter, gradient in zip(network.parameters(), gradients, strict=True):
        torch.testing.assert_close(parameter.grad, gradient, rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize("module", [nn.LeakyReLU(0.2), nn.LeakyReLU(0.0), nn.ReLU(), nn.Tanh(), nn.Sigmoid()])
def test_activations_from_their_outputs(module: nn.Module) -> None:
    known = pointwise(module)
    assert known is not None
    x = torch.linspace(-4, 4, 33, dtype=torch.float64).requires_grad_()
    expected = module(x)
    (slope,) = torch.autograd.grad(expected.sum() * 3, x)
    y = x.detach().clone()
    known.forward(y)
    torch.testing.assert_close(y, expected.detach(), rtol=1e-15, atol=0)
    known.backward(torch.full_like(y, 3.0), y)
    torch.testing.assert_close(y, slope, rtol=1e-13, atol=1e-15)


def test_what_is_not_written_out() -> None:
    assert pointwise(nn.Softplus()) is None
    assert pointwise(nn.LeakyReLU(-0.1)) is None
    linear = nn.Linear(2, 2)
    frozen = nn.Linear(2, 2).requires_grad_(False)
    for module, why in (
        (linear, "Linear is not nn.Sequential"),
        (nn.Sequential(nn.ReLU()), "not written out"),
        (nn.Sequential(linear, nn.ReLU(), nn.ReLU()), "not written out"),
        (nn.Sequential(linear, linear), "used twice"),
        (nn.Sequential(frozen), "frozen"),
        (nn.Sequential(nn.Linear(2, 2, bias=False)), "no bias"),
        (nn.Sequential(nn.Identity()), "no linear layer"),
    ):
        assert why in (why_not_written_out(module) or "")
    nested = nn.Sequential(nn.Sequential(linear, nn.ReLU()), nn.Identity(), nn.Linear(2, 1))
    assert why_not_written_out(nested) is None
    handle = linear.register_full_backward_hook(lambda *_: None)
    assert "has hooks" in (why_not_written_out(nested) or "")
    handle.remove()
