"""Wrong GANs: each has one fault that people make, and one check that has to name it."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from tests.gans.handwritten import Handwritten, network


class SwappedLabels(Handwritten):
    def d_loss(self, on_real: Tensor, on_fake: Tensor) -> Tensor:
        return F.softplus(on_real).mean() + F.softplus(-on_fake).mean()


class AscendingGenerator(Handwritten):
    def g_loss(self, on_fake: Tensor) -> Tensor:
        return -super().g_loss(on_fake)


class SmoothedInOneLoss(Handwritten):
    def d_loss(self, on_real: Tensor, on_fake: Tensor) -> Tensor:
        labels = torch.full_like(on_real, 0.9)
        return F.binary_cross_entropy_with_logits(on_real, labels) + F.softplus(on_fake).mean()


class DoubleSigmoid(Handwritten):
    """The output is a probability, and the loss takes it for a logit."""

    def d_loss(self, on_real: Tensor, on_fake: Tensor) -> Tensor:
        return super().d_loss(torch.sigmoid(on_real), torch.sigmoid(on_fake))

    def g_loss(self, on_fake: Tensor) -> Tensor:
        return super().g_loss(torch.sigmoid(on_fake))


class DoubledWeight(Handwritten):
    def d_loss(self, on_real: Tensor, on_fake: Tensor) -> Tensor:
        return 2 * F.softplus(-on_real).mean() + F.softplus(on_fake).mean()


class ConstantNoise(Handwritten):
    """Noise drawn once; samples come from fresh noise, as at test time."""

    def __init__(self) -> None:
        super().__init__()
        self.drawn = torch.randn(self.minibatch, 1)

    def train_step(self, real: Tensor) -> None:
        fresh, self.noise = self.noise, lambda m: self.drawn[torch.arange(m) % len(self.drawn)]  # type: ignore[method-assign]
        super().train_step(real)
        self.noise = fresh  # type: ignore[method-assign]


class MissingZeroGrad(Handwritten):
    def zero_grad(self) -> None:
        pass


class _Positive(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.net = network((1, 32, 32, 1))

    def forward(self, z: Tensor) -> Tensor:
        return F.softplus(self.net(z))


class OneOfTwoModes(Handwritten):
    """Its generator reaches the right one of two modes only."""

    def make_generator(self) -> nn.Module:
        return _Positive()
