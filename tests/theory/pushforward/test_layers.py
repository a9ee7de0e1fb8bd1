import numpy as np
import pytest
import torch
from torch import Tensor, nn

from gancheck.theory.pushforward.layers import Affine, Kinked, piecewise_linear_layers


def apply(module: nn.Module, x: Tensor) -> np.ndarray:
    layers = piecewise_linear_layers(module)
    assert layers is not None
    h = x.numpy()
    for layer in layers:
        h = layer(h)
    return h


class Wrapped(nn.Module):
    """A module that applies its `layers` in order."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(3, 4), nn.PReLU(4, 0.1), nn.Linear(4, 2)])

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.layers:
            x = layer(x)
        return x


NETWORKS = [
    nn.Linear(3, 2),
    nn.Linear(3, 2, bias=False),
    nn.Sequential(nn.Linear(3, 5), nn.ReLU(), nn.Linear(5, 1)),
    nn.Sequential(nn.Sequential(nn.Linear(3, 5), nn.LeakyReLU(0.2)), nn.Identity(), nn.Linear(5, 1)),
    nn.Sequential(nn.Linear(3, 4), nn.PReLU(4, 0.3), nn.ReLU6(), nn.Hardtanh(-0.2, 0.3)),
    nn.Sequential(nn.BatchNorm1d(3), nn.Dropout(0.5), nn.Linear(3, 1)).eval(),
    nn.Sequential(nn.BatchNorm1d(3, affine=False), nn.Linear(3, 1)).eval(),
    nn.Sequential(nn.Linear(3, 2), nn.Dropout(0.0), nn.Sequential()),
    Wrapped(),
]


@pytest.mark.parametrize("module", NETWORKS, ids=lambda module: type(module).__name__)
def test_the_layers_are_the_module(module: nn.Module) -> None:
    x = 3 * torch.randn(50, 3, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    module.double()
    for child in module.modules():
        if isinstance(child, nn.BatchNorm1d):
            assert child.running_mean is not None
            assert child.running_var is not None
            child.running_mean.copy_(torch.tensor([0.1, -0.2, 0.3]))
            child.running_var.copy_(torch.tensor([0.5, 2.0, 1.0]))
    with torch.no_grad():
        np.testing.assert_allclose(apply(module, x), module(x).numpy(), rtol=1e-13, atol=1e-14)


def test_float32_weights_are_taken_exactly() -> None:
    layers = piecewise_linear_layers(nn.Linear(1, 1))
    assert layers is not None
    assert isinstance(layers[0], Affine)
    assert layers[0].weight.dtype == np.float64


def test_kinks() -> None:
    kinks = [piecewise_linear_layers(module) for module in (nn.ReLU(), nn.ReLU6(), nn.Hardtanh(-2, 3))]
    assert [layers[0].kinks for layers in kinks if layers and isinstance(layers[0], Kinked)] == [(0,), (0, 6), (-2, 3)]


@pytest.mark.parametrize("module", [nn.Tanh(), nn.Sequential(nn.Linear(1, 1), nn.Softplus()), nn.Module()])
def test_others_are_not_known(module: nn.Module) -> None:
    assert piecewise_linear_layers(module) is None


@pytest.mark.parametrize("module", [nn.Dropout(0.5), nn.BatchNorm1d(1)])
def test_random_layers_are_refused(module: nn.Module) -> None:
    with pytest.raises(ValueError, match=r"in training mode makes the generator random: call generator.eval\(\)"):
        piecewise_linear_layers(nn.Sequential(module))


def test_batch_statistics_are_refused() -> None:
    with pytest.raises(ValueError, match="without running statistics"):
        piecewise_linear_layers(nn.BatchNorm1d(1, track_running_stats=False).eval())
