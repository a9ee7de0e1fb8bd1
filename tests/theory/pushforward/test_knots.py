import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from gancheck.theory.pushforward.knots import trace_knots
from gancheck.theory.pushforward.layers import piecewise_linear_layers
from tests.theory.pushforward.networks import mlp

ACTIVATIONS = (nn.ReLU, lambda: nn.LeakyReLU(0.2), nn.ReLU6, lambda: nn.Hardtanh(-0.5, 0.7))


@given(
    seed=st.integers(0, 2**32 - 1),
    width=st.integers(1, 24),
    depth=st.integers(1, 4),
    activation=st.sampled_from(ACTIVATIONS),
    latent=st.integers(1, 3),
)
def test_the_network_is_linear_between_knots(seed, width, depth, activation, latent) -> None:  # type: ignore[no-untyped-def]
    net = mlp(width, depth, activation, seed, latent=latent)
    layers = piecewise_linear_layers(net)
    assert layers is not None
    rng = np.random.default_rng(seed)
    start, end = rng.normal(size=(2, latent))
    z, x = trace_knots(layers, np.linspace(-8, 8, 5), start, end)
    assert (np.diff(z) > 0).all()
    assert (z[0], z[-1]) == (-8, 8)
    at = rng.uniform(-8, 8, size=2000)
    points = torch.from_numpy(start + at[:, None] * (end - start))
    with torch.no_grad():
        exact = net(points)[:, 0].numpy()
    np.testing.assert_allclose(np.interp(at, z, x[:, 0]), exact, atol=1e-12 * max(1.0, np.abs(x).max()))


def test_far_initial_knots_take_none_of_the_near_ones_away() -> None:
    net = mlp(8, 1, nn.ReLU, 0)
    layers = piecewise_linear_layers(net)
    assert layers is not None
    far = np.array(sorted([0.0, *(s * 2.0**k for k in range(100) for s in (-1, 1))]))
    near, _ = trace_knots(layers, np.linspace(-8, 8, 5), np.zeros(1), np.ones(1))
    found, _ = trace_knots(layers, far, np.zeros(1), np.ones(1))
    assert all(np.abs(found - knot).min() < 1e-12 for knot in near)


def test_no_knot_without_a_kink() -> None:
    layers = piecewise_linear_layers(nn.Sequential(nn.Linear(1, 3), nn.Linear(3, 1)).double())
    assert layers is not None
    z, _ = trace_knots(layers, np.array([-1.0, 1.0]), np.zeros(1), np.ones(1))
    assert z.tolist() == [-1.0, 1.0]


def test_every_slope_change_of_a_known_network() -> None:
    # |z| - 1, and then its absolute value: a W with knots at -1, 0 and 1.
    fold = nn.Linear(1, 2).double()
    join = nn.Linear(2, 1).double()
    with torch.no_grad():
        fold.weight.copy_(torch.tensor([[1.0], [-1.0]]))
        fold.bias.zero_()
        join.weight.fill_(1.0)
        join.bias.fill_(-1.0)
    second_join = nn.Linear(2, 1, bias=False).double()
    with torch.no_grad():
        second_join.weight.fill_(1.0)
    net = nn.Sequential(fold, nn.ReLU(), join, fold, nn.ReLU(), second_join)
    layers = piecewise_linear_layers(net)
    assert layers is not None
    z, x = trace_knots(layers, np.array([-3.0, 3.0]), np.zeros(1), np.ones(1))
    assert z.tolist() == [-3.0, -1.0, 0.0, 1.0, 3.0]
    assert x[:, 0].tolist() == [2.0, 0.0, 1.0, 0.0, 2.0]
