"""What a ratio of times says, with the probability that it says so wrongly.

The interval has 99 % confidence, .5 % on either side. So code that costs at most 1 + margin as much is called a
regression with probability at most .5 %, code at least 1 + margin as dear is called unchanged with at most .5 %, and
the same for improvements. Between, and where the machine is too noisy, nothing is promised: inconclusive.
"""

from __future__ import annotations

from enum import StrEnum

from gancheck.bench.ratio import Ratio

MARGIN = 0.02


class Verdict(StrEnum):
    """What came of a comparison."""

    REGRESSION = "regression"
    IMPROVEMENT = "improvement"
    NO_CHANGE = "no change"
    INCONCLUSIVE = "inconclusive"


def judge(ratio: Ratio, control: Ratio, *, margin: float = MARGIN) -> Verdict:
    """Judge the ratio of new to old beside that of identical code, measured in the same rounds.

    Where the control's interval does not lie within the margin, identical code cannot be told from changed code here
    and now: nothing is concluded.
    """
    if not _within(control, margin):
        return Verdict.INCONCLUSIVE
    if ratio.low > 1 + margin:
        return Verdict.REGRESSION
    if ratio.high < 1 / (1 + margin):
        return Verdict.IMPROVEMENT
    return Verdict.NO_CHANGE if _within(ratio, margin) else Verdict.INCONCLUSIVE


def _within(ratio: Ratio, margin: float) -> bool:
    return 1 / (1 + margin) <= ratio.low and ratio.high <= 1 + margin
