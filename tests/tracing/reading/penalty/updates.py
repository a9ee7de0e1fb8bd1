"""Gradient penalties as people write them, recorded by autograd itself."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn

from gancheck.tracing.reading.penalty import Penalty

Loss = Callable[[Tensor], Tensor]
PerSample = (1, 2, 3)


class Discriminator(nn.Module):
    """Two layers on rows or images; its slopes have norms on both sides of 1."""

    def __init__(self, shape: tuple[int, ...], scale: float = 3.0) -> None:
        super().__init__()
        width = int(torch.tensor(shape).prod())
        self.net = nn.Sequential(nn.Flatten(), nn.Linear(width, 32), nn.Tanh(), nn.Linear(32, 1))
        self.scale = scale * width**0.5 / 2

    def forward(self, x: Tensor) -> Tensor:
        output: Tensor = self.net(x)
        return self.scale * output * (1 + x.flatten(1).mean(1, keepdim=True))


def flat(slopes: Tensor) -> Tensor:
    return slopes.reshape(len(slopes), -1)


def two_sided(weight: float = 10.0, target: float = 1.0) -> Loss:
    return lambda v: weight * ((flat(v).norm(2, dim=1) - target) ** 2).mean()


def updates(
    loss: Loss,
    shape: tuple[int, ...],
    seed: int,
    *,
    n: int | tuple[int, ...] = 16,
    count: int = 4,
    factor: Callable[[Tensor], Tensor] | None = None,
    points: Callable[[Tensor, Tensor], Tensor] | None = None,
    sigmoid: bool = False,
    scale: float = 3.0,
    dtype: torch.dtype = torch.float32,
) -> list[Penalty]:
    """`count` updates of one D that changes between them; `factor(real)` is the interpolation factor."""
    torch.manual_seed(seed)
    seen = []
    sizes = (n,) * count if isinstance(n, int) else n
    for size in sizes:
        critic = Discriminator(shape, scale * float(torch.empty(()).uniform_(0.5, 1.5))).to(dtype)
        real, fake = torch.randn(size, *shape, dtype=dtype), torch.randn(size, *shape, dtype=dtype) + 1
        if points is not None:
            at = points(real, fake)
        else:
            drawn = factor(real) if factor is not None else torch.rand(size, *[1] * len(shape), dtype=dtype)
            at = drawn * real + (1 - drawn) * fake
        at = at.detach().requires_grad_()
        outputs = critic(at)
        outputs = outputs.sigmoid() if sigmoid else outputs
        (slopes,) = torch.autograd.grad(outputs.sum(), at, create_graph=True)
        (pulls,) = torch.autograd.grad(loss(slopes), slopes)
        seen.append(Penalty(at.detach(), slopes.detach(), pulls, outputs.detach().reshape(-1), real, fake))
    return seen
