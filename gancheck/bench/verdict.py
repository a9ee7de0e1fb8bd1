"""What a ratio of times says, with the probability that it says so wrongly.

The interval has 99 % confidence, .5 % on either side. So code that costs at most 1 + allowed as much is called a
regression with probability at most .5 %, code at least 1 + margin as dear is called unchanged with at most .5 %, and
the same for improvements. Between, and where the machine is too noisy, nothing is promised: inconclusive.
"""

from __future__ import annotations

from enum import StrEnum

from gancheck.bench.ratio import Ratio

MARGIN = 0.02
ALLOWED = 0.01  # of the gate, which measures in many processes; in one, instances alone differ by as much


class Verdict(StrEnum):
    """What came of a comparison."""

    REGRESSION = "regression"
    IMPROVEMENT = "improvement"
    NO_CHANGE = "no change"
    INCONCLUSIVE = "inconclusive"


def judge(ratio: Ratio, control: Ratio, *, margin: float = MARGIN, allowed: float | None = None) -> Verdict:
    """Judge the ratio of new to old beside that of identical code, measured in the same rounds.

    `allowed` is what code may cost more or less before it is told, by default as much as the margin. Where the
    control's interval leaves out 1, the machine tells identical code apart: by as much both grow, and nothing is
    called unchanged. Of a machine in order that happens once in a hundred comparisons.
    """
    told_apart = max(1.0, control.low, 1 / control.high)
    edge = (1 + (margin if allowed is None else allowed)) * told_apart
    if ratio.low > edge:
        return Verdict.REGRESSION
    if ratio.high < 1 / edge:
        return Verdict.IMPROVEMENT
    unchanged = told_apart == 1.0 and 1 / (1 + margin) <= ratio.low and ratio.high <= 1 + margin
    return Verdict.NO_CHANGE if unchanged else Verdict.INCONCLUSIVE
