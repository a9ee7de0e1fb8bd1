"""A GAN: the two players and the noise prior."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from gancheck.theory import Density


@dataclass(frozen=True)
class GAN:
    """The generator takes noise rows to data rows; the discriminator takes data rows to logits."""

    generator: nn.Module
    discriminator: nn.Module
    prior: Density

    def sample(self, n: int, *, generator: torch.Generator | None = None) -> Tensor:
        """Draw `n` rows of p_g in evaluation mode, `(n, dim)`, in the networks' dtype and on their device.

        The noise comes from `generator`, on its own device, so that a CPU generator draws the same on every
        device.
        """
        like = next(self.generator.parameters())
        z = self.prior.sample(n, generator=generator, dtype=like.dtype).to(like.device)
        with evaluating(self.generator), torch.no_grad():
            fakes: Tensor = self.generator(z)
        return fakes

    def logits(self, x: Tensor) -> Tensor:
        """Return logits in evaluation mode, `(n, dim)` to `(n,)`, in the dtype and on the device of `x`."""
        like = next(self.discriminator.parameters())
        with evaluating(self.discriminator), torch.no_grad():
            logits: Tensor = self.discriminator(x.to(like))
        return logits.reshape(x.shape[:-1]).to(x)


@contextmanager
def evaluating(module: nn.Module) -> Iterator[None]:
    """Put a module in evaluation mode for a block, and every submodule back in its own mode after it."""
    modes = [(part, part.training) for part in module.modules()]
    module.eval()
    try:
        yield
    finally:
        for part, training in modes:
            part.training = training
