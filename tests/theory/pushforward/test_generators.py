import math

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from gancheck.theory import Gaussian, GaussianNd, Pushforward, StudentT, Uniform, jsd, pushforward
from gancheck.theory.pushforward.generators import initial_knots
from gancheck.theory.pushforward.maps import LinearPieces
from tests.theory.pushforward.networks import mlp

P_DATA = Gaussian(0.3, 0.7)


class Backwards(nn.Module):
    """Its children in order are not what it computes."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Linear(1, 1).double()
        self.second = nn.LeakyReLU(0.2)

    def forward(self, z: Tensor) -> Tensor:
        return self.first(self.second(z)) + 0.1 * z**3


def test_what_the_module_computes_counts() -> None:
    net = Backwards()
    q = pushforward(net, Gaussian())
    assert q.error > 0  # interpolated, not taken for linear
    z = torch.tensor([[0.7]], dtype=torch.float64)
    with torch.no_grad():
        assert float(q.pieces.forward(np.array([0.7]))[0]) == pytest.approx(float(net(z)), abs=1e-9)


def test_float32_generators() -> None:
    net = mlp(32, 2, nn.ReLU, 0)
    double = jsd(P_DATA, pushforward(net, Gaussian())).value
    single = pushforward(net.float(), Gaussian())
    assert single.error == 0.0
    assert jsd(P_DATA, single).value == pytest.approx(double, abs=1e-6)


def test_plain_functions() -> None:
    # The exponential of a normal is log-normal: p_g(x) = N(log x) / x.
    q = pushforward(torch.exp, Gaussian())
    x = torch.tensor([[0.1], [1.0], [5.0], [50.0]], dtype=torch.float64)
    exact = Gaussian().log_prob(x.log()) - x.log()[:, 0]
    torch.testing.assert_close(q.log_prob(x), exact, rtol=0, atol=1e-5)
    assert 0 < q.error < 1e-5


def test_the_square_of_a_normal() -> None:
    # chi-square with 1 degree of freedom: a fold at 0, where p_g is infinite.
    q = pushforward(lambda z: z**2, Gaussian())
    x = torch.tensor([[1e-12], [1e-4], [1.0], [9.0]], dtype=torch.float64)
    exact = -0.5 * x[:, 0] - 0.5 * torch.log(2 * math.pi * x[:, 0])
    torch.testing.assert_close(q.log_prob(x), exact, rtol=1e-6, atol=1e-6)
    torch.testing.assert_close(q.cdf(x), torch.erf(torch.sqrt(x[:, 0] / 2)), rtol=1e-6, atol=1e-9)
    half = pushforward(lambda z: z**2 + 0.0, Gaussian())
    assert jsd(q, half).value <= 1e-12


def straight(net: nn.Module, knots: int) -> Pushforward:
    """p_g of the piecewise linear interpolant."""
    z = np.linspace(-9, 9, knots)
    with torch.no_grad():
        x = net(torch.from_numpy(z)[:, None])[:, 0].numpy()
    slopes = np.diff(x) / np.diff(z)
    return Pushforward(LinearPieces(z, x, (float(slopes[0]), float(slopes[-1]))), Gaussian())


@pytest.mark.parametrize("activation", [nn.Tanh, nn.Softplus, nn.SiLU])
@pytest.mark.parametrize("seed", range(3))
def test_the_error_of_smooth_generators_is_honoured(activation, seed: int) -> None:  # type: ignore[no-untyped-def]
    net = mlp(12, 2, activation, seed)
    q = pushforward(net, Gaussian())
    found = jsd(P_DATA, q)
    assert q.error <= found.error < 1e-5
    # By another interpolation, whose own error falls with the square of the distance between knots.
    coarse, fine = (jsd(P_DATA, straight(net, n), tolerance=1e-9).value for n in (3001, 12_001))
    assert abs(found.value - fine) <= found.error + abs(fine - coarse) / 8


@pytest.mark.parametrize("prior", [Gaussian(2, 3), StudentT(1.5), Uniform(-1, 2)], ids=repr)
def test_initial_knots_reach_the_tails(prior) -> None:  # type: ignore[no-untyped-def]
    knots = initial_knots(prior, 1e-15)
    assert (np.diff(knots) > 0).all()
    ends = torch.from_numpy(knots[[0, -1]])[:, None]
    assert float(prior.cdf(ends)[0]) <= 1e-15
    assert float(prior.survival(ends)[1]) <= 1e-15
    assert set(prior.landmarks) <= set(knots)


@pytest.mark.parametrize(
    ("generator", "message"),
    [
        (nn.Sequential(nn.Linear(1, 2)), r"from \(n, 1\) to \(n, 1\)"),
        (lambda z: z + torch.randn_like(z), "different outputs for the same z"),
        (nn.Sequential(nn.Linear(1, 8), nn.Dropout(0.5), nn.Linear(8, 1)), "different outputs"),
        (lambda z: torch.zeros_like(z), "through autograd"),
    ],
)
def test_bad_generators_are_refused(generator, message: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=message):
        pushforward(generator, Gaussian())


def test_more_latent_dimensions_are_refused() -> None:
    with pytest.raises(ValueError, match="one latent dimension, not 2: use sandwich"):
        pushforward(nn.Linear(2, 1), GaussianNd((0.0, 0.0)))
