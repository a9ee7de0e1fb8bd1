"""The gradient-based learning rules: those of `torch.optim`, and momentum as the authors' code wrote it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

# Rules that treat every number by itself: an ensemble can hold all its members' weights in one tensor.
ELEMENTWISE = frozenset(
    {"SGD", "ASGD", "Adam", "AdamW", "Adamax", "NAdam", "RAdam", "Adagrad", "Adadelta", "RMSprop", "Rprop"}
    | {"MomentumSGD"}
)
_FUSED = ("Adam", "AdamW", "SGD")


class MomentumSGD(torch.optim.Optimizer):
    """v <- momentum * v - lr * gradient; parameter <- parameter + v.

    The learning rate is inside of the velocity, as in Pylearn2, with which the paper's experiments were made.
    `torch.optim.SGD` keeps it outside: with a constant rate the two are the same, while the rate falls they
    are not.
    """

    def __init__(self, params: Iterable[nn.Parameter], lr: float, momentum: float = 0.5) -> None:
        if not 0 <= momentum < 1:
            raise ValueError(f"momentum has to be in [0, 1), not {momentum}")
        super().__init__(params, {"lr": lr, "momentum": momentum})

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> None:  # type: ignore[override]
        """Take one step on the gradients at hand; there is no closure."""
        if closure is not None:
            raise ValueError("MomentumSGD takes no closure: compute the gradients, then call step()")
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is None:
                    continue
                state = self.state[parameter]
                if "velocity" not in state:
                    state["velocity"] = torch.zeros_like(parameter)
                velocity: Tensor = state["velocity"]
                velocity.mul_(group["momentum"]).sub_(parameter.grad * group["lr"])
                parameter.add_(velocity)


@dataclass(frozen=True, init=False)
class Rule:
    """A learning rule by name, with its learning rate and options: `Rule("Adam", lr=1e-3, betas=(0.0, 0.9))`.

    The name is that of a class in `torch.optim`, or "MomentumSGD". Raises ValueError for another.
    """

    name: str
    lr: float
    options: tuple[tuple[str, Any], ...]

    def __init__(self, name: str, lr: float, **options: Any) -> None:
        if name != "MomentumSGD" and not _is_rule(getattr(torch.optim, name, None)):
            raise ValueError(f"no rule is named {name!r}: name a class in torch.optim, or MomentumSGD")
        if not lr > 0:
            raise ValueError(f"the learning rate has to be positive, not {lr}")
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "lr", float(lr))
        object.__setattr__(self, "options", tuple(sorted(options.items())))

    def build(self, parameters: Iterable[nn.Parameter]) -> torch.optim.Optimizer:
        """Build the optimizer of these parameters, fused where torch can and unless told: it is faster."""
        options = dict(self.options)
        if self.name == "MomentumSGD":
            return MomentumSGD(parameters, self.lr, **options)
        if self.name in _FUSED and not {"fused", "foreach", "differentiable", "maximize"} & set(options):
            options["fused"] = True
        optimizer: torch.optim.Optimizer = getattr(torch.optim, self.name)(parameters, lr=self.lr, **options)
        return optimizer

    def __repr__(self) -> str:
        given = "".join(f", {name}={value!r}" for name, value in self.options)
        return f"{self.name}(lr={self.lr:g}{given})"


def _is_rule(found: object) -> bool:
    return isinstance(found, type) and issubclass(found, torch.optim.Optimizer) and found is not torch.optim.Optimizer
