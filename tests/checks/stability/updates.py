"""Other ways to write an iteration of Algorithm 1: wrong ones, each of which a spectrum tells, and odd right ones."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from gancheck.training import Algorithm1, Losses


class Simultaneous(Algorithm1):
    """G's gradient is taken before D's step: both see the same point."""

    def iteration(self) -> Losses:
        loss = self.objective.generator_loss(self._logits(self.generator(self.noise())))
        inputs = [p for group in self.generator_optimizer.param_groups for p in group["params"]]
        gradients = torch.autograd.grad(loss, inputs)
        for _ in range(self.k):
            of_discriminator = self.ascend_discriminator()
        for parameter, gradient in zip(inputs, gradients, strict=True):
            parameter.grad = gradient
        self.generator_optimizer.step()
        return Losses(of_discriminator, loss.detach())


class OneStep(Algorithm1):
    """Takes one step of D, whatever k is."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **{**named, "k": 1})


class AscendingGenerator(Algorithm1):
    """G goes up."""

    def descend_generator(self) -> Tensor:
        for group in self.generator_optimizer.param_groups:
            group["maximize"] = True
        return super().descend_generator()


class WithoutDecay(Algorithm1):
    """The gradient penalty is lost: on the Dirac-GAN it is D's weight decay."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for group in self.discriminator_optimizer.param_groups:
            if "weight_decay" in group:
                group["weight_decay"] = 0.0


class WithoutMomentum(Algorithm1):
    """Momentum is lost."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for optimizer in (self.generator_optimizer, self.discriminator_optimizer):
            for group in optimizer.param_groups:
                group["momentum"] = 0.0


class Forgetting(Algorithm1):
    """Optimizers are built anew in each iteration: momentum lasts through the k steps of D, and no longer."""

    def iteration(self) -> Losses:
        losses = super().iteration()
        self.generator_optimizer.state.clear()
        self.discriminator_optimizer.state.clear()
        return losses


class Accumulating(Algorithm1):
    """Nobody zeroes D's gradient."""

    def ascend_discriminator(self) -> Tensor:
        loss = self.objective.discriminator_loss(
            self._logits(self.data()), self._logits(self.generator(self.noise()).detach())
        )
        loss.backward()  # type: ignore[no-untyped-call]
        self.discriminator_optimizer.step()
        return loss.detach()


class Shifted(Algorithm1):
    """D is shown fakes as data once more: the equilibrium is another, or none."""

    def ascend_discriminator(self) -> Tensor:
        data = self.data
        self.data = lambda: data() + 0.5
        try:
            return super().ascend_discriminator()
        finally:
            self.data = data


class Noisy(Algorithm1):
    """Draws random numbers where everything else is fixed."""

    def descend_generator(self) -> Tensor:
        loss = super().descend_generator()
        with torch.no_grad():
            for parameter in self.generator.parameters():
                parameter.add_(1e-10 * torch.randn_like(parameter))
        return loss


class GeneratorFirst(Algorithm1):
    """Each iteration begins with G: the same cycle, entered elsewhere."""

    def iteration(self) -> Losses:
        of_generator = self.descend_generator()
        for _ in range(self.k):
            of_discriminator = self.ascend_discriminator()
        return Losses(of_discriminator, of_generator)


class TwoBackwardPasses(Algorithm1):
    """D's loss in two parts, gradients zeroed by hand and to zero, G's gradient through `backward`."""

    def ascend_discriminator(self) -> Tensor:
        self.discriminator_optimizer.zero_grad(set_to_none=False)
        fake = self._logits(self.generator(self.noise()).detach())
        real = self._logits(self.data())
        both = self.objective.discriminator_loss(real, fake.detach())
        rest = self.objective.discriminator_loss(real.detach(), fake)
        both.backward()  # type: ignore[no-untyped-call]
        rest.backward()  # type: ignore[no-untyped-call]
        self.discriminator_optimizer.step()
        return both.detach()

    def descend_generator(self) -> Tensor:
        self.generator_optimizer.zero_grad(set_to_none=False)
        loss = self.objective.generator_loss(self._logits(self.generator(self.noise())))
        loss.backward()  # type: ignore[no-untyped-call]
        self.generator_optimizer.step()
        return loss.detach()


class Ascending(Algorithm1):
    """D really ascends, by `maximize` on the negative loss, where no weight decay would turn its sign with it."""

    def ascend_discriminator(self) -> Tensor:
        groups = self.discriminator_optimizer.param_groups
        if any(group.get("weight_decay") for group in groups) or "maximize" not in groups[0]:
            return super().ascend_discriminator()
        self.discriminator_optimizer.zero_grad()
        groups[0]["maximize"] = True
        with torch.no_grad():
            fake = self.generator(self.noise())
        value = -self.objective.discriminator_loss(self._logits(self.data()), self._logits(fake))
        value.backward()  # type: ignore[no-untyped-call]
        self.discriminator_optimizer.step()
        groups[0]["maximize"] = False
        return -value.detach()
