"""Machines whose gradients take another way: scaled, recomputed, in place, twice, by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.checkpoint import checkpoint, checkpoint_sequential

from tests.tracing.interference.machines.machine import Machine, special


@special
class MixedPrecision(Machine):
    def __init__(self) -> None:
        super().__init__()
        self.scaler = torch.amp.GradScaler("cpu", init_scale=2.0**30, growth_interval=3)

    def update(self, optimizer: Optimizer, loss_of: Callable[[], Tensor]) -> None:
        optimizer.zero_grad(set_to_none=False)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            loss = loss_of()
        self.scaler.scale(loss).backward()  # type: ignore[no-untyped-call]
        self.scaler.unscale_(optimizer)
        nn.utils.clip_grad_norm_([p for g in optimizer.param_groups for p in g["params"]], 0.5)
        self.scaler.step(optimizer)
        self.scaler.update()
        self.losses.append(loss.item())


@special
class Checkpointing(Machine):
    """Both ways of torch, the older one with a backward pass inside of the backward pass."""

    class Net(nn.Module):
        def __init__(self, n_in: int, n_out: int, reentrant: bool) -> None:
            super().__init__()
            self.first = nn.Linear(n_in, 16)
            self.middle = nn.Sequential(nn.Linear(16, 16), nn.Dropout(0.2), nn.ReLU(), nn.Linear(16, 16), nn.ReLU())
            self.last = nn.Linear(16, n_out)
            self.reentrant = reentrant

        def forward(self, x: Tensor) -> Tensor:
            h = checkpoint(self.middle, self.first(x), use_reentrant=self.reentrant)
            h = checkpoint_sequential(self.middle, 2, h, use_reentrant=self.reentrant)  # type: ignore[no-untyped-call]
            out: Tensor = self.last(h)
            return out

    def make_generator(self) -> nn.Module:
        return self.Net(4, 2, reentrant=False)

    def make_discriminator(self) -> nn.Module:
        return self.Net(2, 1, reentrant=True)


@special
class Inplace(Machine):
    def make_generator(self) -> nn.Module:
        return nn.Sequential(nn.Linear(4, 16), nn.ReLU(inplace=True), nn.Linear(16, 2), nn.Hardtanh(inplace=True))

    def make_discriminator(self) -> nn.Module:
        return nn.Sequential(nn.Linear(2, 16), nn.LeakyReLU(0.2, inplace=True), nn.Linear(16, 1))

    def fake(self) -> Tensor:
        return super().fake().mul_(2.0).add_(0.1)

    def d_loss(self, real: Tensor, fake: Tensor) -> Tensor:
        noisy = fake.add_(0.01)
        return F.softplus(self.discriminator(real).neg_()).mean() + F.softplus(self.discriminator(noisy)).mean()


@special
class Views(Machine):
    """One call for real and fake, its rows taken apart; minibatches that share memory."""

    def d_loss(self, real: Tensor, fake: Tensor) -> Tensor:
        on_real, on_fake = self.discriminator(torch.cat([real, fake])).split(self.minibatch)
        return F.softplus(-on_real).mean() + F.softplus(on_fake).mean()

    def detached(self) -> Tensor:
        return self.generator(self.noise().t().contiguous().t()).data[torch.arange(self.minibatch)]  # type: ignore[no-any-return]


@special
class RetainGraph(Machine):
    def iterate(self, i: int) -> None:
        both = self.generator(torch.cat([self.noise(), self.noise()]))
        for_d, for_g = both.chunk(2)
        self.d_optimizer.zero_grad()
        self.d_loss(self.real(), for_d).backward(retain_graph=True)  # type: ignore[no-untyped-call]
        self.d_optimizer.step()
        self.g_optimizer.zero_grad()
        score = self.discriminator(for_g)
        F.softplus(-score).mean().backward(retain_graph=True)  # type: ignore[no-untyped-call]
        (0.01 * score.pow(2).mean()).backward()
        self.g_optimizer.step()
        self.losses.append(both.sum().item())


@special
class RetainGrad(Machine):
    """`.grad` of tensors that are no leaves."""

    def g_loss(self) -> Tensor:
        fake = self.fake()
        fake.retain_grad()
        self.kept = fake
        return F.softplus(-self.discriminator(fake)).mean()

    def between(self, i: int) -> None:
        assert self.kept.grad is not None
        self.losses.append(self.kept.grad.norm().item())
        del self.kept


@special
class DoubleBackward(Machine):
    """A penalty on interpolates, one on real data, and a path-length one on G: graphs of graphs."""

    def d_loss(self, real: Tensor, fake: Tensor) -> Tensor:
        alpha = torch.rand(self.minibatch, 1)
        mixed = (alpha * real + (1 - alpha) * fake).requires_grad_()
        (slope,) = torch.autograd.grad(self.discriminator(mixed).sum(), mixed, create_graph=True)
        real = real.clone().requires_grad_()
        on_real = self.discriminator(real)
        (r1,) = torch.autograd.grad(on_real.sum(), real, create_graph=True)
        penalty = ((slope.norm(dim=1) - 1) ** 2).mean() + r1.square().sum(1).mean()
        loss: Tensor = self.discriminator(fake).mean() - on_real.mean() + penalty
        return loss

    def g_loss(self) -> Tensor:
        z = self.noise().requires_grad_()
        fake = self.generator(z)
        (jacobian,) = torch.autograd.grad((fake * torch.randn_like(fake)).sum(), z, create_graph=True)
        loss: Tensor = -self.discriminator(fake).mean() + 0.1 * (jacobian.norm(dim=1) - 0.5).square().mean()
        return loss


@special
class Toggled(Machine):
    """`requires_grad` on and off all the time, D in eval mode and back, gradients under `no_grad`."""

    def update(self, optimizer: Optimizer, loss_of: Callable[[], Tensor]) -> None:
        mine = {id(p) for group in optimizer.param_groups for p in group["params"]}
        for net in (self.generator, self.discriminator):
            for p in net.parameters():
                p.requires_grad_(id(p) in mine)
        super().update(optimizer, loss_of)
        with torch.no_grad():
            for p in self.discriminator.parameters():
                p.clamp_(-0.5, 0.5)


@special
class ByHand(Machine):
    """Updates without an optimizer, gradients from `torch.autograd.grad`, `.grad` used as a scratch pad."""

    def update(self, optimizer: Optimizer, loss_of: Callable[[], Tensor]) -> None:
        parameters = [p for group in optimizer.param_groups for p in group["params"]]
        loss = loss_of()
        gradients = torch.autograd.grad(loss, parameters, allow_unused=True, materialize_grads=True)
        with torch.no_grad():
            for p, g in zip(parameters, gradients, strict=True):
                p.grad = -g
                p += 0.01 * p.grad
        self.losses.append(loss.item())


@special
class InBackward(Machine):
    """Steps taken inside of the backward pass, an optimizer for each parameter."""

    def __init__(self) -> None:
        super().__init__()
        self.own: dict[int, Optimizer] = {}
        for j, p in enumerate(self.generator.parameters()):
            optimizer = torch.optim.SGD([p], lr=0.01)
            self.own[j] = optimizer
            p.register_post_accumulate_grad_hook(lambda p, optimizer=optimizer: self._step(optimizer))  # type: ignore[no-untyped-call]

    @staticmethod
    def _step(optimizer: Optimizer) -> None:
        optimizer.step()
        optimizer.zero_grad()

    def make_optimizer(self, net: nn.Module) -> Optimizer:
        parameters: Iterable[Tensor] = [nn.Parameter(torch.zeros(1))] if net is self.generator else net.parameters()
        return self.optimizer_of(parameters)


class _Sign(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        ctx.save_for_backward(x)
        return x.tanh()

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Tensor:
        (x,) = ctx.saved_tensors
        slope: Tensor = gradients[0] * (1 - x.tanh() ** 2) * 0.9
        return slope


@special
class OwnFunction(Machine):
    """A gradient of the user's own, anomalies looked for, deterministic algorithms."""

    def fake(self) -> Tensor:
        made: Tensor = _Sign.apply(super().fake())  # type: ignore[no-untyped-call]
        return made

    def g_loss(self) -> Tensor:
        with torch.autograd.detect_anomaly(check_nan=True):
            return super().g_loss()
