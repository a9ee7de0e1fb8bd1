import math

import pytest
import torch
from torch.nn.functional import binary_cross_entropy_with_logits

from gancheck.theory import Gaussian, criterion, objective


def logits() -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(0)
    real, fake = torch.randn(2, 64, generator=generator, dtype=torch.float64)
    return real, fake


def test_the_discriminator_of_the_paper_is_cross_entropy() -> None:
    real, fake = logits()
    expected = binary_cross_entropy_with_logits(real, torch.ones_like(real)) + binary_cross_entropy_with_logits(
        fake, torch.zeros_like(fake)
    )
    for name in ("minimax", "non-saturating", "gan"):
        torch.testing.assert_close(objective(name).discriminator_loss(real, fake), expected)


def test_the_generators_of_the_paper() -> None:
    _, fake = logits()
    d = torch.sigmoid(fake)
    torch.testing.assert_close(objective("minimax").generator_loss(fake), torch.log(1 - d).mean())
    torch.testing.assert_close(objective("non-saturating").generator_loss(fake), -torch.log(d).mean())


def test_extreme_logits_stay_finite() -> None:
    far = torch.tensor([-1e4, -100.0, 100.0, 1e4])
    for name in ("minimax", "non-saturating", "js", "gan"):
        found = objective(name)
        assert torch.isfinite(found.discriminator_loss(far, far))
        assert torch.isfinite(found.generator_loss(far))
    # E log(1 - D) at a logit of 100 is -100: no log of a rounded 0
    assert float(objective("minimax").generator_loss(far[2:3])) == -100.0


def test_the_saturating_loss_saturates() -> None:
    # Where D rejects fakes, the minimax generator's gradient vanishes and the non-saturating one's does not.
    fake = torch.full((1,), -10.0, dtype=torch.float64, requires_grad=True)
    gradients = [
        float(torch.autograd.grad(objective(name).generator_loss(fake), fake)[0])
        for name in ("minimax", "non-saturating")
    ]
    assert gradients[0] == pytest.approx(-1 / (1 + math.exp(10)))
    assert gradients[1] == pytest.approx(-1 / (1 + math.exp(-10)))


def test_other_losses_by_hand() -> None:
    real, fake = torch.tensor([0.5, 2.0]), torch.tensor([-2.0, 0.5])
    assert float(objective("least-squares").discriminator_loss(real, fake)) == pytest.approx((1.25 + 4.25) / 4)
    assert float(objective("least-squares").generator_loss(fake)) == pytest.approx(9.25 / 4)
    assert float(objective("hinge").discriminator_loss(real, fake)) == pytest.approx(0.25 + 0.75)
    assert float(objective("hinge").generator_loss(fake)) == pytest.approx(0.75)
    assert float(objective("wasserstein").discriminator_loss(real, fake)) == pytest.approx(-0.75 - 1.25)


def test_at_equal_densities_the_discriminator_knows_nothing() -> None:
    p = Gaussian()
    x = torch.linspace(-2, 2, 5, dtype=torch.float64)[:, None]
    assert (objective("minimax").optimal_discriminator(p, p)(x) == 0).all()
    assert (objective("least-squares").optimal_discriminator(p, p)(x) == 0.5).all()
    assert (objective("hinge").optimal_discriminator(p, p)(x) == 0).all()
    found = objective("minimax").divergence
    assert found is criterion
    assert found(p, p).value == pytest.approx(-math.log(4), abs=1e-12)
