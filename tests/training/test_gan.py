"""Sampling and discriminating leave the networks as they were."""

import torch
from torch import nn

from gancheck.theory import noise_prior
from gancheck.training import GAN, mlp
from gancheck.training.gan import evaluating


def _gan() -> GAN:
    torch.manual_seed(0)
    return GAN(mlp((3, 8, 2), hidden_dropout=0.5), mlp((2, 8, 1), input_dropout=0.5), noise_prior("gaussian", 3))


def test_shapes_and_dtypes() -> None:
    gan = _gan()
    fakes = gan.sample(7)
    assert fakes.shape == (7, 2)
    logits = gan.logits(fakes.double())
    assert logits.shape == (7,)
    assert logits.dtype == torch.float64
    assert not fakes.requires_grad
    assert not logits.requires_grad


def test_same_generator_state_same_draws_with_dropout_off() -> None:
    gan = _gan()
    one, two = (gan.sample(50, generator=torch.Generator().manual_seed(3)) for _ in range(2))
    assert torch.equal(one, two)
    assert torch.equal(gan.logits(one), gan.logits(one))


def test_modes_of_submodules_come_back() -> None:
    net = nn.Sequential(nn.Dropout(), nn.BatchNorm1d(2))
    net[1].eval()
    with evaluating(net):
        assert not any(part.training for part in net.modules())
    assert [net.training, net[0].training, net[1].training] == [True, True, False]
