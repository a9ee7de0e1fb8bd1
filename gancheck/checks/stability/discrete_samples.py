"""Section 6's limit: no gradient reaches the generator through discrete samples."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import softplus

from gancheck.checks.registry import check
from gancheck.checks.trial import Trial
from gancheck.evidence import Measurement, Outcome, Status

GANS = 20


@check(
    "discrete-samples-carry-no-gradient",
    claim="The generator learns from the gradient through D(G(z)), so its output has to be differentiable",
    source="Goodfellow et al. 2014, Sections 1 and 6; Goodfellow 2016 (NIPS tutorial), Section 7.2",
    needs=("theory",),
    seconds=0.5,
)
def discrete_samples(trial: Trial) -> Outcome:
    """Rounds the output of 20 random generators to whole numbers and compares the gradients that reach their weights.

    Through rounding the gradient is exactly 0 for every weight; without it, it is not. The finite difference of the
    loss along a weight shows that the loss itself does depend on the weights: what is missing is its gradient.

    It is a limit of the method, held as a law so that nothing here claims to train such generators.
    """
    largest, smallest, moved = 0.0, float("inf"), 0
    for i in range(GANS):
        torch.manual_seed(trial.seed + i)
        last = nn.Linear(16, 1)
        generator = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), last).double()
        discriminator = nn.Sequential(nn.Linear(1, 16), nn.ReLU(), nn.Linear(16, 1)).double()
        z = torch.randn(512, 2, dtype=torch.float64)
        largest = max(largest, _gradient(generator, discriminator, z, rounded=True))
        smallest = min(smallest, _gradient(generator, discriminator, z, rounded=False))
        before = _loss(generator, discriminator, z, rounded=True).item()
        with torch.no_grad():
            last.bias.add_(1.0)
        moved += _loss(generator, discriminator, z, rounded=True).item() != before
    right = largest == 0.0 and smallest > 0.0 and moved == GANS
    return Outcome(
        status=Status.PASSED if right else Status.FAILED,
        measured=Measurement("largest gradient through rounding", largest, largest, largest),
        allowed="exactly 0, and more than 0 without rounding",
        samples=GANS,
        notes=(
            f"without rounding the smallest gradient norm is {smallest:.3g}",
            f"the loss changes with the weights in {moved} of {GANS} GANs",
        ),
    )


def _loss(generator: nn.Module, discriminator: nn.Module, z: Tensor, *, rounded: bool) -> Tensor:
    fake: Tensor = generator(z)
    loss: Tensor = softplus(-discriminator(torch.round(fake) if rounded else fake)).mean()
    return loss


def _gradient(generator: nn.Module, discriminator: nn.Module, z: Tensor, *, rounded: bool) -> float:
    gradients = torch.autograd.grad(_loss(generator, discriminator, z, rounded=rounded), list(generator.parameters()))
    return float(torch.cat([g.reshape(-1) for g in gradients]).norm())
