"""Machines with every optimizer that torch has."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from tests.tracing.interference.machines.machine import MACHINES, Machine, special

_KINDS: dict[str, Callable[[Iterable[Tensor]], Optimizer]] = {
    "ASGD": partial(torch.optim.ASGD, lr=1e-2),
    "Adadelta": torch.optim.Adadelta,
    "Adafactor": torch.optim.Adafactor,
    "Adagrad": partial(torch.optim.Adagrad, lr=1e-2),
    "AdamForeach": partial(torch.optim.Adam, foreach=True),
    "AdamFused": partial(torch.optim.Adam, fused=True),
    "AdamW": partial(torch.optim.AdamW, amsgrad=True, weight_decay=1e-2),
    "Adamax": torch.optim.Adamax,
    "NAdam": torch.optim.NAdam,
    "RAdam": torch.optim.RAdam,
    "RMSprop": partial(torch.optim.RMSprop, lr=1e-3, centered=True, momentum=0.5),
    "Rprop": partial(torch.optim.Rprop, lr=1e-3),
    "SGD": partial(torch.optim.SGD, lr=1e-2, momentum=0.9, nesterov=True, weight_decay=1e-3),
    "SGDFused": partial(torch.optim.SGD, lr=1e-2, fused=True),
    "SGDMaximize": partial(torch.optim.SGD, lr=1e-4, maximize=True),
}


def _with(kind: Callable[[Iterable[Tensor]], Optimizer], name: str) -> type[Machine]:
    def optimizer_of(self: Machine, parameters: Iterable[Tensor]) -> Optimizer:
        return kind(parameters)

    return type(name, (Machine,), {"optimizer_of": optimizer_of, "__module__": __name__})


for _name, _kind in _KINDS.items():
    MACHINES[_name] = _with(_kind, _name)


@special
class Muon(Machine):
    """It takes matrices only."""

    def make_generator(self) -> nn.Module:
        return nn.Sequential(nn.Linear(self.z_dim, 16, bias=False), nn.ReLU(), nn.Linear(16, 2, bias=False))

    def make_discriminator(self) -> nn.Module:
        return nn.Sequential(nn.Linear(2, 16, bias=False), nn.LeakyReLU(0.2), nn.Linear(16, 1, bias=False))

    def optimizer_of(self, parameters: Iterable[Tensor]) -> Optimizer:
        return torch.optim.Muon(parameters, lr=1e-3)


@special
class LBFGS(Machine):
    """Both players by closures that are evaluated several times a step."""

    def optimizer_of(self, parameters: Iterable[Tensor]) -> Optimizer:
        return torch.optim.LBFGS(parameters, lr=0.05, max_iter=3, line_search_fn="strong_wolfe")

    def update(self, optimizer: Optimizer, loss_of: Callable[[], Tensor]) -> None:
        def closure() -> float:
            optimizer.zero_grad()
            loss = loss_of()
            loss.backward()  # type: ignore[no-untyped-call]
            return loss  # type: ignore[return-value]

        self.losses.append(float(optimizer.step(closure) or 0.0))


@special
class SGDClosure(Machine):
    """A closure that `step` calls, where others call `backward` first."""

    def optimizer_of(self, parameters: Iterable[Tensor]) -> Optimizer:
        return torch.optim.SGD(parameters, lr=1e-2)

    def update(self, optimizer: Optimizer, loss_of: Callable[[], Tensor]) -> None:
        def closure() -> float:
            optimizer.zero_grad()
            loss = loss_of()
            loss.backward()  # type: ignore[no-untyped-call]
            return loss.item()

        self.losses.append(float(optimizer.step(closure) or 0.0))


class _Tokens(nn.Module):
    def __init__(self, out: int) -> None:
        super().__init__()
        self.embed = nn.EmbeddingBag(32, 8, mode="sum", sparse=True)
        self.head = nn.Linear(8, out)

    def forward(self, tokens: Tensor) -> Tensor:
        result: Tensor = self.head(self.embed(tokens))
        return result


class _Both(torch.optim.Optimizer):
    """An optimizer of the user's own that holds two."""

    def __init__(self, net: nn.Module) -> None:
        sparse = [p for m in net.modules() if isinstance(m, nn.EmbeddingBag) for p in m.parameters()]
        dense = [p for p in net.parameters() if all(p is not other for other in sparse)]
        super().__init__([*sparse, *dense], {})
        self.inner: list[Optimizer] = [torch.optim.Adam(dense, lr=1e-3)]
        if sparse:
            self.inner.append(torch.optim.SparseAdam(sparse, lr=1e-2))

    def step(self, closure: object = None) -> None:  # type: ignore[override]
        for optimizer in self.inner:
            optimizer.step()


@special
class SparseAdam(Machine):
    """Embeddings with sparse gradients in the generator, inside an optimizer of the user's own."""

    def make_generator(self) -> nn.Module:
        return _Tokens(2)

    def make_optimizer(self, net: nn.Module) -> Optimizer:
        return _Both(net)

    def noise(self) -> Tensor:
        return torch.randint(32, (self.minibatch, 3))


@special
class ParameterGroups(Machine):
    """A group added later, another one at rate 0."""

    def make_optimizer(self, net: nn.Module) -> Optimizer:
        assert isinstance(net, nn.Sequential)
        optimizer = torch.optim.Adam([{"params": net[0].parameters()}], lr=1e-3)
        optimizer.add_param_group({"params": [net[2].weight], "lr": 1e-4})
        optimizer.add_param_group({"params": [net[2].bias], "lr": 0.0})
        return optimizer

    def between(self, i: int) -> None:
        if i == 5:
            self.d_optimizer.param_groups[0]["lr"] *= 0.5
