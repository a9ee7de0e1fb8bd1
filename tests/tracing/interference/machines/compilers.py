"""Machines that compile, script, trace, export or transform."""

from __future__ import annotations

import re

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from tests.tracing.interference.machines.machine import AFTER, INSIDE, SLOW, Machine, special


@special
class Functions(Machine):
    """`torch.func`: a functional call of G, gradients for each sample by vmap, a Hessian-vector product."""

    def g_loss(self) -> Tensor:
        weights: dict[str, Tensor] = dict(self.generator.named_parameters())
        fake = torch.func.functional_call(self.generator, weights, (self.noise(),))
        return F.softplus(-self.discriminator(fake)).mean()

    def between(self, i: int) -> None:
        weights = {k: v.detach() for k, v in self.discriminator.named_parameters()}

        def loss(weights: dict[str, Tensor], row: Tensor) -> Tensor:
            score: Tensor = torch.func.functional_call(self.discriminator, weights, (row.unsqueeze(0),))
            return F.softplus(-score).mean()

        rows = torch.func.vmap(torch.func.grad(loss), in_dims=(None, 0))(weights, self.real())
        self.losses.append(sum(g.norm().item() for g in rows.values()))
        tangent = torch.func.jvp(self.generator, (self.noise(),), (self.noise(),))[1]
        self.losses.append(tangent.norm().item())


@special
class Scripted(Machine):
    """`torch.jit.script` and `torch.jit.trace` of a model in the middle, and `torch.export` beside them."""

    def between(self, i: int) -> None:
        if i not in (INSIDE, AFTER):
            return
        z = self.noise()
        scripted, traced = torch.jit.script(self.generator), torch.jit.trace(self.generator, z)  # type: ignore[no-untyped-call]
        exported = torch.export.export(self.discriminator, (torch.zeros(3, 2),))
        self.losses += [scripted(z).sum().item(), traced(z).sum().item()]
        self.losses.append(exported.module()(torch.ones(3, 2)).sum().item())
        # Names are numbered through the process.
        graphs = f"{scripted.code}{traced.graph}{exported.graph}"
        self.code = re.sub(r"___torch_mangle_\d+", "", graphs)


SLOW.add("Scripted")


@special
class ScriptedPlayers(Machine):
    """Players that are scripted modules from the start."""

    def make_generator(self) -> nn.Module:
        made: nn.Module = torch.jit.script(super().make_generator())
        return made

    def make_discriminator(self) -> nn.Module:
        made: nn.Module = torch.jit.script(super().make_discriminator())
        return made


@special
class Compiled(Machine):
    backend = "aot_eager"

    def make_generator(self) -> nn.Module:
        net = nn.Sequential(nn.Linear(4, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Linear(16, 2))
        return torch.compile(net, backend=self.backend)  # type: ignore[return-value]

    def make_discriminator(self) -> nn.Module:
        return torch.compile(super().make_discriminator(), backend=self.backend)  # type: ignore[return-value]

    def iterate(self, i: int) -> None:
        if i == 0:
            torch.compiler.reset()
        super().iterate(i)


SLOW.add("Compiled")


@special
class CompiledInductor(Compiled):
    backend = "inductor"


SLOW.add("CompiledInductor")


@special
class CompiledStep(Machine):
    """The loss is compiled, not the nets."""

    def __init__(self) -> None:
        super().__init__()
        torch.compiler.reset()
        self.compiled = torch.compile(super().d_loss, backend="eager")

    def d_loss(self, real: Tensor, fake: Tensor) -> Tensor:
        loss: Tensor = self.compiled(real, fake)
        return loss


SLOW.add("CompiledStep")
