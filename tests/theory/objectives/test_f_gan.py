import math

import pytest
import torch

from gancheck.theory import objective

# T = g(v), the conjugate f*(t), and the optimal T, as tables 2 and 6 of Nowozin et al. 2016 have them.
TABLE = {
    "kl": (lambda v: v, lambda t: torch.exp(t - 1), lambda r: 1 + torch.log(r)),
    "reverse-kl": (lambda v: -torch.exp(-v), lambda t: -1 - torch.log(-t), lambda r: -1 / r),
    "pearson": (lambda v: v, lambda t: t**2 / 4 + t, lambda r: 2 * (r - 1)),
    "squared-hellinger": (
        lambda v: 1 - torch.exp(-v),
        lambda t: t / (1 - t),
        lambda r: (torch.sqrt(r) - 1) * torch.sqrt(1 / r),
    ),
    "js": (
        lambda v: math.log(2) - torch.log1p(torch.exp(-v)),
        lambda t: -torch.log(2 - torch.exp(t)),
        lambda r: torch.log(2 * r / (1 + r)),
    ),
    "gan": (
        lambda v: -torch.log1p(torch.exp(-v)),
        lambda t: -torch.log(1 - torch.exp(t)),
        lambda r: torch.log(r / (1 + r)),
    ),
}


@pytest.mark.parametrize("name", TABLE)
def test_losses_are_the_table(name: str) -> None:
    activation, conjugate, _ = TABLE[name]
    generator = torch.Generator().manual_seed(0)
    real, fake = torch.randn(2, 50, generator=generator, dtype=torch.float64)
    found = objective(name)
    expected = conjugate(activation(fake)).mean() - activation(real).mean()
    torch.testing.assert_close(found.discriminator_loss(real, fake), expected, rtol=1e-12, atol=1e-12)
    torch.testing.assert_close(found.generator_loss(fake), -conjugate(activation(fake)).mean(), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", TABLE)
def test_the_optimum_is_the_table(name: str) -> None:
    activation, _, optimum = TABLE[name]
    ratio = torch.logspace(-2, 2, 20, dtype=torch.float64)
    found = objective(name).optimal_output
    assert found is not None
    v = found(ratio.log(), torch.zeros_like(ratio))
    torch.testing.assert_close(activation(v), optimum(ratio), rtol=1e-12, atol=1e-14)


def test_js_and_gan_have_the_gradients_of_minimax() -> None:
    generator = torch.Generator().manual_seed(0)
    real, fake = (torch.randn(50, generator=generator, dtype=torch.float64).requires_grad_() for _ in "rf")
    expected = torch.autograd.grad(objective("minimax").discriminator_loss(real, fake), (real, fake))
    for name in ("js", "gan"):
        torch.testing.assert_close(
            torch.autograd.grad(objective(name).discriminator_loss(real, fake), (real, fake)), expected
        )
