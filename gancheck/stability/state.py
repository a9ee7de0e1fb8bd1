"""What a training run can be in, by the names of Section 6 of Goodfellow et al. 2014 and of its successors."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Healthy, or what is wrong; or not judged, where too little is seen; or unseen, where nothing is measured.

    The words are those that are printed.
    """

    HEALTHY = "healthy"
    DIVERGED = "diverged"
    COLLAPSED = "collapsed"
    OSCILLATING = "oscillating"
    VANISHING = "vanishing gradient"
    OVERPOWERED = "discriminator overpowers"
    STUCK = "stuck"
    UNJUDGED = "not judged"
    UNSEEN = "unseen"

    @property
    def alarming(self) -> bool:
        """Whether it says that something is wrong."""
        return self not in (State.HEALTHY, State.UNJUDGED, State.UNSEEN)


@dataclass(frozen=True)
class Verdict:
    """The state of a run at a step, and what shows it.

    `evidence` is one clause with numbers. `modes` are the indices of the modes that are lost, for a collapse;
    `period` is that of an oscillation, in steps.
    """

    state: State
    step: int
    evidence: str = ""
    modes: tuple[int, ...] = ()
    period: float | None = None

    @property
    def healthy(self) -> bool:
        """Whether nothing is wrong as far as can be told."""
        return self.state is State.HEALTHY
