"""The run's error budget in sentences: what a right implementation risks, and what was spent of it."""

from __future__ import annotations

import math

from gancheck.engine.record import Record
from gancheck.evidence.outcome import Status
from gancheck.report.phrasing import counted, number


def spent(record: Record) -> float:
    """Sum the wrong alarm rates of the random checks that were judged.

    By the union bound, a right implementation fails any of these checks with at most this probability.
    """
    return math.fsum(
        result.outcome.power.wrong_alarm
        for result in record.results
        if result.kind == "random" and result.outcome.power and result.status is not Status.NOT_APPLICABLE
    )


def budget_sentences(record: Record) -> tuple[str, ...]:
    """Say what the error budget of a run was and what became of it."""
    alpha = record.header.alpha
    random = sum(result.kind == "random" for result in record.results)
    exact = len(record.results) - random
    total = spent(record)
    sentences = [
        f"A right implementation fails this run with probability at most alpha = {number(alpha)}. "
        "All the random checks share this budget; exact checks spend none of it.",
        f"{counted(random, 'random check')} with a result spent {number(total)} in all, "
        f"and {counted(exact, 'exact check')} nothing.",
    ]
    if total > alpha * (1 + 1e-9):
        sentences.append("That is more than the budget: a failure here weighs less than alpha says.")
    return tuple(sentences)
