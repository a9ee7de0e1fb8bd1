"""What is said when a run goes wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gancheck.stability.advice import ADVICE
from gancheck.stability.state import State, Verdict


class MonitorWarning(UserWarning):
    """The monitor has something to say, such as that it sees no more."""


class InstabilityWarning(MonitorWarning):
    """A run that is monitored left the healthy state."""


@dataclass(frozen=True)
class Alarm:
    """The first time that a run is in a state which is not healthy.

    `evidence` is one clause with numbers, `lost` names the modes that are lost at that step, `period` is that of an
    oscillation, in steps; `helps` is what usually helps, by `source`.
    """

    state: State
    step: int
    evidence: str
    lost: tuple[str, ...] = ()
    period: float | None = None
    helps: str = ""
    source: str = ""

    def __str__(self) -> str:
        said = f"step {self.step}: {self.state}"
        if self.evidence:
            said += f": {self.evidence}"
        if self.lost:
            said += f"; lost modes: {', '.join(self.lost)}"
        return f"{said}. What usually helps: {self.helps} ({self.source})." if self.helps else f"{said}."


def alarm(verdict: Verdict, modes: Sequence[str], lost: Sequence[int] = ()) -> Alarm:
    """Make the alarm of a verdict, with the lost modes by their names: the verdict's own, or else `lost`."""
    advice = ADVICE[verdict.state]
    return Alarm(
        verdict.state,
        verdict.step,
        verdict.evidence,
        tuple(modes[i] for i in verdict.modes or lost),
        verdict.period,
        advice.text,
        advice.source,
    )
