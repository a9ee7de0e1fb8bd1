"""What a run's results come to: its exit code, and the line that counts them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from gancheck.engine.result import Result
from gancheck.evidence.outcome import Status

# In the order in which a closing line tells them.
_WORDS = {
    Status.PASSED: "passed",
    Status.FAILED: "failed",
    Status.ERRORED: "errored",
    Status.INCONCLUSIVE: "inconclusive",
    Status.XFAILED: "failed as expected",
    Status.XPASSED: "passed unexpectedly",
    Status.NOT_APPLICABLE: "not applicable",
}


def failures(results: Iterable[Result], *, strict: bool = False) -> tuple[Result, ...]:
    """Return the results that make a run fail: failed and errored.

    If `strict`, inconclusive and unexpectedly passed ones too.
    """
    wrong = {Status.FAILED, Status.ERRORED}
    if strict:
        wrong |= {Status.INCONCLUSIVE, Status.XPASSED}
    return tuple(result for result in results if result.status in wrong)


def tally(results: Iterable[Result]) -> str:
    """Count the statuses: `9 passed, 1 failed, 2 not applicable`."""
    counts = Counter(result.status for result in results)
    return ", ".join(f"{counts[status]} {word}" for status, word in _WORDS.items() if counts[status]) or "no results"
