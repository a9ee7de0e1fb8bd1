"""Error budgets: how often a right implementation may fail, and who may spend how much of that."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass


def check_probability(value: float, name: str) -> float:
    """`value` itself if it lies strictly between 0 and 1; raises ValueError otherwise."""
    if not 0.0 < value < 1.0:
        raise ValueError(f"{name} is {value}; it has to be a probability strictly between 0 and 1")
    return float(value)


@dataclass(frozen=True)
class ErrorBudget:
    """A run's probability `alpha` of failing a right implementation, split by shares.

    Statements need not be independent: errors add up by the union bound (Bonferroni), so shares that sum to
    at most 1 keep the whole at `alpha`. A share is a fraction of the whole, fixed for each check, not of what
    is left: selecting or adding a check changes no other's.
    """

    alpha: float = 1e-3

    def __post_init__(self) -> None:
        check_probability(self.alpha, "alpha")

    def share(self, fraction: float) -> float:
        """Return the error probability that `fraction` of the budget buys; 0 for an exact check."""
        if not 0.0 <= fraction <= 1.0:
            raise ValueError(f"a share of {fraction} is not a fraction of the budget; give a number from 0 to 1")
        return self.alpha * fraction

    def split(self, shares: Mapping[str, float]) -> dict[str, float]:
        """Return the error probability of every name. Raises ValueError where the shares exceed the whole."""
        if (total := math.fsum(shares.values())) > 1.0 + 1e-12:
            raise ValueError(f"the shares sum to {total:.6g}; together they may spend at most 1, the whole budget")
        return {name: self.share(fraction) for name, fraction in shares.items()}

    def evenly(self, parts: int) -> float:
        """Return the error probability of each of `parts` equal statements, such as looks or modes."""
        if parts < 1:
            raise ValueError(f"the budget cannot be split into {parts} parts; give at least 1")
        return self.alpha / parts
