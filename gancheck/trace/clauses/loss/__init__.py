"""What each player's loss is, and what is added to it."""

from gancheck.trace.clauses.loss import signs  # noqa: I001  the order of the report
from gancheck.trace.clauses.loss import objectives
from gancheck.trace.clauses.loss import claimed
from gancheck.trace.clauses.loss import lipschitz
from gancheck.trace.clauses.loss import penalty
from gancheck.trace.clauses.loss import clipping
from gancheck.trace.clauses.loss import saturated

__all__ = ["claimed", "clipping", "lipschitz", "objectives", "penalty", "saturated", "signs"]
