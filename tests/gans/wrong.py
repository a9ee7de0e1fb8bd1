"""Wrong GANs: each has one fault that people make, and one check that has to name it."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from tests.gans.handwritten import Handwritten, network
from tests.gans.odd import StepOnly


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


class UntrainedDiscriminator(Handwritten):
    """Its gradient is never computed."""

    def discriminator_step(self, real: Tensor, fake: Tensor) -> None:
        self.zero_grad()
        self.d_optimizer.step()


class DetachedGenerator(Handwritten):
    """Its fakes are detached in the generator's step too."""

    def g_loss(self, on_fake: Tensor) -> Tensor:
        return super().g_loss(on_fake.detach()).requires_grad_()


class LossOnFakes(Handwritten):
    """The generator's loss takes G(z) where D(G(z)) is meant."""

    def train_step(self, real: Tensor) -> None:
        self.discriminator_step(real, self.generator(self.noise(len(real))).detach())
        self.g_optimizer.zero_grad()
        self.g_loss(self.generator(self.noise(len(real)))[:, 0]).backward()
        self.g_optimizer.step()


class Diverging(Handwritten):
    """A learning rate that ends in numbers that are not finite."""

    def optimizer(self, net: nn.Module, lr: float) -> torch.optim.Optimizer:
        return torch.optim.SGD(net.parameters(), lr=1e20)


class LeakingGradient(StepOnly):
    """zero_grad comes right after D's step, before the generator's backward pass fills D's gradients."""

    def __init__(self) -> None:
        super().__init__()
        self._inner.zero_grad = lambda: None  # type: ignore[method-assign]
        self._inner.d_optimizer.register_step_post_hook(lambda optimizer, *_: optimizer.zero_grad())


class SmoothedInBothLabels(Handwritten):
    def d_loss(self, on_real: Tensor, on_fake: Tensor) -> Tensor:
        return 0.9 * super().d_loss(on_real, on_fake) + 0.1 * super().d_loss(-on_real, -on_fake)


class BroadcastNoise(Handwritten):
    """One vector of noise for the whole minibatch."""

    def noise(self, m: int) -> Tensor:
        return super().noise(1).expand(m, 1)


class GeneratorsMissingZeroGrad(Handwritten):
    def __init__(self) -> None:
        super().__init__()
        self.g_optimizer.zero_grad = lambda: None  # type: ignore[method-assign,assignment]
