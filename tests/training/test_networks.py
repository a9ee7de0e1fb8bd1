"""Networks: shapes, maxout, dropout and initial weights."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from gancheck.training import Maxout, initialise_uniform, mlp, scale


@given(
    st.lists(st.integers(1, 9), min_size=2, max_size=5),
    st.sampled_from(["relu", "tanh", "leaky-relu", "maxout"]),
)
def test_sizes(sizes: list[int], activation: str) -> None:
    net = mlp(sizes, activation, pieces=3)
    assert net(torch.zeros(4, sizes[0])).shape == (4, sizes[-1])
    linears = [m for m in net.modules() if isinstance(m, nn.Linear)]
    assert [m.in_features for m in linears] == sizes[:-1]
    pieces = 3 if activation == "maxout" else 1
    assert [m.out_features for m in linears] == [s * pieces for s in sizes[1:-1]] + [sizes[-1]]


def test_maxout_is_the_greatest_of_its_pieces() -> None:
    torch.manual_seed(0)
    layer = Maxout(3, 4, pieces=5)
    x = torch.randn(6, 3)
    w = layer.linear.weight.detach().view(4, 5, 3)
    b = layer.linear.bias.detach().view(4, 5)
    expected = torch.empty(6, 4)
    for row in range(6):
        for unit in range(4):
            expected[row, unit] = max(float(x[row] @ w[unit, p] + b[unit, p]) for p in range(5))
    torch.testing.assert_close(layer(x), expected, rtol=1e-5, atol=1e-6)


def test_dropout_scales_up_what_it_keeps_and_is_off_in_evaluation() -> None:
    """Keep .8 of the input and .5 of the hidden units, as the published discriminator."""
    net = mlp((10_000, 10_000, 1), "relu", input_dropout=0.2, hidden_dropout=0.5)
    drops = [m for m in net if isinstance(m, nn.Dropout)]
    assert [type(m).__name__ for m in net] == ["Dropout", "Linear", "ReLU", "Dropout", "Linear"]
    torch.manual_seed(1)
    for drop, keep in zip(drops, (0.8, 0.5), strict=True):
        out = drop(torch.ones(10_000))
        assert out.unique().tolist() == pytest.approx([0.0, 1 / keep])
        # Six standard errors of a share at n = 10,000: a false alarm of 2e-9.
        assert abs((out > 0).float().mean().item() - keep) < 6 * (keep * (1 - keep) / 10_000) ** 0.5
        drop.eval()
        assert torch.equal(drop(torch.ones(5)), torch.ones(5))


def test_output_activation() -> None:
    assert mlp((2, 3, 1), output="sigmoid")(torch.full((1, 2), 50.0)).item() <= 1
    assert isinstance(mlp((2, 3, 1))[-1], nn.Linear)


def test_uniform_initial_weights() -> None:
    net = mlp((50, 200, 1), "maxout", pieces=5)
    torch.manual_seed(2)
    initialise_uniform(net, 0.005)
    linears = [m for m in net.modules() if isinstance(m, nn.Linear)]
    weights = torch.cat([m.weight.detach().flatten() for m in linears])
    assert weights.abs().max() <= 0.005
    # 50,200 uniforms: the second moment is w^2 / 3 to 6 standard errors (relative sd .894 / sqrt n): 2e-9.
    ratio = weights.square().mean().item() / (0.005**2 / 3)
    assert abs(ratio - 1) < 6 * 0.894 / len(weights) ** 0.5
    assert all((m.bias == 0).all() for m in linears)


def test_scale_multiplies_weights_and_biases() -> None:
    net = mlp((2, 3, 1))
    before = [p.detach().clone() for p in net.parameters()]
    scale(net, 2.0)
    assert all(torch.equal(p, 2 * b) for p, b in zip(net.parameters(), before, strict=True))


def test_bad_requests() -> None:
    for sizes in ((3,), (3, 0, 1)):
        with pytest.raises(ValueError, match="input and an output size"):
            mlp(sizes)
    with pytest.raises(ValueError, match="no activation is named 'rleu'"):
        mlp((1, 2, 1), "rleu")
    with pytest.raises(ValueError, match="no activation is named 'maxout'"):
        mlp((1, 2, 1), output="maxout")
    with pytest.raises(ValueError, match="at least 2 pieces"):
        Maxout(2, 3, pieces=1)
