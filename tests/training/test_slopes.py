"""The written-out derivatives of the losses against autograd, in both tails."""

import pytest
import torch

from gancheck.theory import OBJECTIVES, objective
from gancheck.training.slopes import discriminator_slope, generator_slope


def _logits(*shape: int) -> torch.Tensor:
    return torch.linspace(-40, 40, int(torch.Size(shape).numel()), dtype=torch.float64).view(shape)


@pytest.mark.parametrize("name", sorted(OBJECTIVES))
def test_discriminator(name: str) -> None:
    """Relative, where a sigmoid less 1 would have lost its digits. Beyond 20 torch's softplus is linear, 2e-9 off."""
    both = _logits(3, 2, 17).flip(0)
    into = torch.empty_like(both)
    discriminator_slope(objective(name), both, into)()
    leaf = both.clone().requires_grad_()
    objective(name).discriminator_loss(leaf[:, 0], leaf[:, 1]).backward()
    torch.testing.assert_close(into, leaf.grad, rtol=3e-9, atol=0)


@pytest.mark.parametrize("name", sorted(OBJECTIVES))
def test_generator(name: str) -> None:
    fake = _logits(3, 17)
    into = torch.empty_like(fake)
    fill = generator_slope(objective(name), fake, into)
    fill()
    leaf = fake.clone().requires_grad_()
    objective(name).generator_loss(leaf).backward()
    torch.testing.assert_close(into, leaf.grad, rtol=3e-9, atol=0)
    # It reads the logits as they are when it is called.
    fake.mul_(-1)
    fill()
    leaf.grad = None
    objective(name).generator_loss(leaf * -1).backward()
    torch.testing.assert_close(into, -leaf.grad, rtol=3e-9, atol=0)
