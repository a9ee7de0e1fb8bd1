"""Learning rules that differ between the members of an ensemble."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import nn

from gancheck.training.rules import Rule


class Memberwise(torch.optim.Optimizer):
    """One `torch.optim` optimizer for each rule, on its members' parts of parameters `(E, ...)`."""

    def __init__(self, rules: Sequence[Rule], parameters: Sequence[nn.Parameter]) -> None:
        super().__init__(parameters, {})
        self._parts = [(whole, i, nn.Parameter(whole.detach()[i])) for whole in parameters for i in range(len(rules))]
        self.by_rule = [
            (rule, rule.build([part for _, i, part in self._parts if rules[i] == rule]))
            for rule in dict.fromkeys(rules)
        ]

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> None:  # type: ignore[override]
        """Take one step of each member on the gradients at hand; there is no closure."""
        if closure is not None:
            raise ValueError("Memberwise takes no closure: compute the gradients, then call step()")
        for whole, i, part in self._parts:
            part.data = whole.data[i]
            part.grad = None if whole.grad is None else whole.grad[i]
        for _, optimizer in self.by_rule:
            optimizer.step()


def optimizer_of(rules: Sequence[Rule], module: nn.Module) -> torch.optim.Optimizer:
    """The optimizer of a network, stacked if there are several rules."""
    if len(set(rules)) == 1:
        return rules[0].build(module.parameters())
    return Memberwise(rules, list(module.parameters()))


def by_rule(rules: Sequence[Rule], optimizer: torch.optim.Optimizer) -> list[tuple[Rule, torch.optim.Optimizer]]:
    """Each rule with the optimizer that has its learning rate."""
    return optimizer.by_rule if isinstance(optimizer, Memberwise) else [(rules[0], optimizer)]
