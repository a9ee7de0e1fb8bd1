"""Machines with hooks, modes and subclasses of the user's own, all of which have to stay in order."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.modules.module import register_module_forward_hook

from tests.tracing.interference.machines.machine import Machine, special


@special
class OwnHooks(Machine):
    """Hooks of every sort, some of which change what they are given; all of them have to stay, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []
        linear = self.generator.get_submodule("0")
        linear.register_forward_pre_hook(lambda module, args: (args[0] * 1.01,))
        linear.register_forward_hook(lambda module, args, output: output + 0.01)
        linear.register_full_backward_hook(lambda module, grad_in, grad_out: self.heard.append("full backward"))
        linear.register_full_backward_pre_hook(lambda module, grad_out: self.heard.append("backward"))
        first, *_, last = self.discriminator.parameters()
        first.register_hook(lambda gradient: gradient * 0.5)  # type: ignore[no-untyped-call]
        last.register_post_accumulate_grad_hook(lambda p: self.heard.append("accumulated"))  # type: ignore[no-untyped-call]
        self.d_optimizer.register_step_pre_hook(lambda optimizer, args, kwargs: self.heard.append("before"))
        self.d_optimizer.register_step_post_hook(lambda optimizer, args, kwargs: self.heard.append("after"))

    def g_loss(self) -> Tensor:
        fake = self.fake()
        fake.register_hook(lambda gradient: gradient.clamp(-0.01, 0.01))  # type: ignore[no-untyped-call]
        score = self.discriminator(fake)
        score.grad_fn.register_hook(lambda inputs, outputs: self.heard.append("node"))
        return F.softplus(-score).mean()

    def iterate(self, i: int) -> None:
        def changed(module: nn.Module, args: Any, output: Any) -> Any:
            return output * 1.001 if module is self.discriminator else None

        handle = register_module_forward_hook(changed)
        super().iterate(i)
        handle.remove()


@special
class SavedTensorHooks(Machine):
    def g_loss(self) -> Tensor:
        with torch.autograd.graph.saved_tensors_hooks(lambda t: t.double(), lambda t: t.float()):
            return super().g_loss()

    def d_loss(self, real: Tensor, fake: Tensor) -> Tensor:
        with torch.autograd.graph.save_on_cpu():
            return super().d_loss(real, fake)


class _Tagged(Tensor):
    """A subclass whose `__torch_function__` counts."""

    calls = 0

    @classmethod
    def __torch_function__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        cls.calls += 1
        return super().__torch_function__(func, types, args, kwargs or {})  # type: ignore[no-untyped-call]


@special
class OwnTensor(Machine):
    """Minibatches that are a subclass of Tensor: what is done to them passes through code of the user's own."""

    def __init__(self) -> None:
        super().__init__()
        _Tagged.calls = 0

    def real(self) -> Tensor:
        return super().real().as_subclass(_Tagged)


@special
class OwnMode(Machine):
    """A mode of the user's own that doubles what is drawn."""

    class Doubled(torch.overrides.TorchFunctionMode):
        def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            made = func(*args, **(kwargs or {}))
            return made * 2 if func is torch.randn else made

    def iterate(self, i: int) -> None:
        with self.Doubled():
            super().iterate(i)
