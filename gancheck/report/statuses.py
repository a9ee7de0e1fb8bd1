"""The words, the glyph and the meaning of each status, in the order in which a reader wants them."""

from __future__ import annotations

from dataclasses import dataclass

from gancheck.evidence.outcome import Status


@dataclass(frozen=True)
class StatusView:
    """How a status is shown. `key` names its class in the style sheet; the word tells it without colour."""

    key: str
    word: str
    glyph: str
    meaning: str


_SHOWN = {
    Status.FAILED: (
        "failed",
        "✗",
        "The claim does not hold: what was measured lies outside what is allowed. A random check says this "
        "of a right implementation with at most the probability given as its wrong alarm.",
    ),
    Status.ERRORED: (
        "errored",
        "!",
        "No judgement: the target or gancheck itself raised an exception, did not end in time or took its "
        "process down. The reason says which.",
    ),
    Status.XPASSED: (
        "unexpected pass",
        "↑",
        "Passed, although it is listed as an expected failure: take it off that list.",
    ),
    Status.INCONCLUSIVE: (
        "inconclusive",
        "?",
        "The evidence lies in the zone of indifference, between what is promised to pass and what is "
        "promised to fail, or the time was over before there was enough of it.",
    ),
    Status.PASSED: (
        "passed",
        "✓",
        "What was measured lies within what is allowed. A discrepancy as large as the one given under power "
        "would have been missed with at most the probability given there; nothing is said of smaller ones.",
    ),
    Status.XFAILED: (
        "expected failure",
        "○",
        "Failed, as the list of expected failures says. It does not make the run fail.",
    ),
    Status.NOT_APPLICABLE: (
        "not applicable",
        "–",
        "The target lacks a capability that the check needs. The reason says which.",
    ),
}

STATUSES = {status: StatusView(status.value, *shown) for status, shown in _SHOWN.items()}
