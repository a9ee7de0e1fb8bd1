"""What a check declares of itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Declaration:
    """A check's identifier, its claim with the source, what it needs, and what it costs.

    `suite` is the folder that holds it (theory, algorithm, convergence, stability), `alpha_share` the share of the
    run's error budget that it may spend (0 for an exact check), `seconds` its typical cost on the reference
    implementation, one core, and `description` what `gancheck explain` prints.
    """

    id: str
    claim: str
    source: str
    suite: str
    needs: tuple[str, ...]
    alpha_share: float
    seconds: float
    description: str

    @property
    def kind(self) -> str:
        """`random` when it spends error budget, else `exact`."""
        return "random" if self.alpha_share else "exact"
