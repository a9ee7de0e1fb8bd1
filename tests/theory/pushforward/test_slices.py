import math

import numpy as np
import pytest
import torch
from torch import nn

from gancheck.theory import Density, Empirical, Gaussian, GaussianNd, Laplace, Product, noise_prior
from gancheck.theory.pushforward.slices import draw_slices
from tests.theory.pushforward.networks import mlp


@pytest.mark.parametrize(
    "prior",
    [
        GaussianNd((0.0,) * 4),
        GaussianNd((1.0, -1.0), 0.5),
        Product([Gaussian(1, 2)] * 3),
        noise_prior("uniform-sqrt3", 3),
        Product([Laplace(), Gaussian()]),
    ],
    ids=repr,
)
@pytest.mark.parametrize("activation", [lambda: nn.LeakyReLU(0.2), nn.Tanh], ids=["leaky", "tanh"])
def test_slices_average_to_p_g(prior: Density, activation) -> None:  # type: ignore[no-untyped-def]
    net = mlp(16, 2, activation, 0, latent=prior.dim)
    count = 40
    lines = draw_slices(net, prior, count, torch.Generator().manual_seed(0))
    assert len(lines) == count
    n = 100_000
    with torch.no_grad():
        x = net(prior.sample(n, generator=torch.Generator().manual_seed(1)))
    grid = torch.quantile(x[:, 0], torch.tensor([0.1, 0.3, 0.5, 0.7, 0.9], dtype=torch.float64))[:, None]
    each = torch.stack([line.cdf(grid) for line in lines])
    empirical = (grid >= x.T).double().mean(1)
    error = (each.var(0) / count + empirical * (1 - empirical) / n).sqrt()
    # Means of 40 bounded values at 50 points in all, 6 standard errors: wrong once in 1e5 runs or less.
    assert float(((each.mean(0) - empirical) / error).abs().max()) < 6.0


def test_the_direction_of_most_variation() -> None:
    # G(z) = 3 z1 + 4 z2: along (3, 4) / 5 every slice is the whole law, N(0, 5).
    net = nn.Linear(2, 1, bias=False).double()
    with torch.no_grad():
        net.weight.copy_(torch.tensor([[3.0, 4.0]]))
    x = torch.linspace(-12, 12, 7, dtype=torch.float64)[:, None]
    for line in draw_slices(net, GaussianNd((0.0, 0.0)), 5, torch.Generator().manual_seed(0)):
        torch.testing.assert_close(line.log_prob(x), Gaussian(0, 5).log_prob(x), rtol=1e-10, atol=1e-10)


def test_an_axis_where_the_prior_is_not_isotropic() -> None:
    net = nn.Linear(2, 1, bias=False).double()
    with torch.no_grad():
        net.weight.copy_(torch.tensor([[1.0, 4.0]]))
    lines = draw_slices(net, Product([Gaussian(), Laplace()]), 200, torch.Generator().manual_seed(0))
    centers = np.array([line.center[0] for line in lines])
    assert np.allclose([line.scale for line in lines], 4 * math.sqrt(2), rtol=0.01)  # Laplace's, stretched by 4
    assert centers.std() == pytest.approx(1.0, rel=0.35)  # and moved by a standard normal: 7 standard errors


def test_dependent_coordinates_are_refused() -> None:
    rows = torch.randn(10, 2, dtype=torch.float64)
    with pytest.raises(ValueError, match="independent coordinates"):
        draw_slices(nn.Linear(2, 1).double(), Empirical(rows), 5, None)
