"""A learning rule on the numbers of a `Flat`: one update for all numbers of all members that share the rule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn

from gancheck.training.flat import Flat
from gancheck.training.rules import Rule

# torch's own fused kernels, called without the bookkeeping of `Optimizer.step`, which takes ten times as long as they
# do on a small network.
_ADAM = {"Adam": torch._fused_adam_, "AdamW": torch._fused_adamw_}


class FlatRule:
    """The rule of the members from `first` on, without `last`: a `torch.optim` optimizer of their part of a `Flat`."""

    def __init__(self, flat: Flat, rule: Rule, first: int, last: int, *, rate_on_device: bool = False) -> None:
        self._rule = rule
        parts = [nn.Parameter(part) for part in flat.part(flat.values, first, last)]
        self._parts: list[Tensor] = [*parts]
        self._gradients = flat.part(flat.gradients, first, last)
        for part, gradient in zip(self._parts, self._gradients, strict=True):
            part.grad = gradient
        self._optimizer = rule.build(parts)
        self._settings = self._optimizer.param_groups[0]
        if rate_on_device:
            self._settings["lr"] = torch.tensor(rule.lr, dtype=torch.float32, device=flat.values.device)

    def set_pace(self, rate: float, momentum: float | None) -> None:
        """Write the learning rate, and the momentum if given."""
        if isinstance(self._settings["lr"], Tensor):
            self._settings["lr"].fill_(rate)
        else:
            self._settings["lr"] = rate
        if momentum is not None:
            self._settings["momentum"] = momentum

    @property
    def rule(self) -> Rule:
        """The rule itself."""
        return self._rule

    @property
    def fresh(self) -> bool:
        """Whether no step has been taken: the first one makes the state."""
        return not self._optimizer.state.get(self._parts[0])

    def copy(self) -> list[dict[str, Any]]:
        """The state of the rule, to be taken up again."""
        return [{name: _cloned(value) for name, value in state.items()} for state in self._states]

    def take_up(self, states: Sequence[dict[str, Any]]) -> None:
        """Stand where `copy` was called, in the same memory."""
        for own, known in zip(self._states, states, strict=True):
            for name in [name for name in own if name not in known]:
                del own[name]
            for name, value in known.items():
                if isinstance(value, Tensor):
                    own[name].copy_(value)
                else:
                    own[name] = value

    def write(self, flat: Flat, optimizer: torch.optim.Optimizer) -> None:
        """Give the state to the optimizer of a single GAN's own parameters."""
        (whole,) = self._states
        for place, parameter in enumerate(flat.parameters):
            state = optimizer.state[parameter]
            for name, value in whole.items():
                like = isinstance(value, Tensor) and value.shape == flat.values.shape
                state[name] = flat.views(value)[place].clone() if like else _cloned(value)

    def read(self, flat: Flat, optimizer: torch.optim.Optimizer) -> None:
        """Take over the state of the optimizer of a single GAN's own parameters."""
        (whole,) = self._states
        whole.clear()
        known = [optimizer.state.get(parameter, {}) for parameter in flat.parameters]
        for name, value in known[0].items():
            if isinstance(value, Tensor) and value.shape == flat.parameters[0].shape:
                whole[name] = torch.empty_like(flat.values)
                for view, state in zip(flat.views(whole[name]), known, strict=True):
                    view.copy_(state[name])
            else:
                whole[name] = _cloned(value)

    @property
    def _states(self) -> list[dict[str, Any]]:
        return [self._optimizer.state[part] for part in self._parts]

    def step(self) -> None:
        """Move the numbers along their gradients."""
        settings = self._settings
        fused = settings.get("fused") and not self.fresh
        if fused and self._rule.name in _ADAM:
            self._adam(settings)
        elif settings.get("fused") and self._rule.name == "SGD" and (fused or settings["momentum"] == 0):
            self._sgd(settings)
        else:
            self._optimizer.step()

    def _adam(self, settings: dict[str, Any]) -> None:
        beta1, beta2 = settings["betas"]
        amsgrad, states = settings["amsgrad"], self._states
        steps = [state["step"] for state in states]
        torch._foreach_add_(steps, 1)
        _ADAM[self._rule.name](
            self._parts,
            self._gradients,
            [state["exp_avg"] for state in states],
            [state["exp_avg_sq"] for state in states],
            [state["max_exp_avg_sq"] for state in states] if amsgrad else [],
            steps,
            lr=settings["lr"],
            beta1=beta1,
            beta2=beta2,
            weight_decay=settings["weight_decay"],
            eps=settings["eps"],
            amsgrad=amsgrad,
            maximize=settings["maximize"],
            grad_scale=None,
            found_inf=None,
        )

    def _sgd(self, settings: dict[str, Any]) -> None:
        momentum = settings["momentum"]
        torch._fused_sgd_(
            self._parts,
            self._gradients,
            [] if momentum == 0 else [state["momentum_buffer"] for state in self._states],
            weight_decay=settings["weight_decay"],
            momentum=momentum,
            lr=settings["lr"],
            dampening=settings["dampening"],
            nesterov=settings["nesterov"],
            maximize=settings["maximize"],
            is_first_step=False,
            grad_scale=None,
            found_inf=None,
        )


def _cloned(value: Any) -> Any:
    return value.clone() if isinstance(value, Tensor) else value
