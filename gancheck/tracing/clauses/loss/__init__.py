"""What each player's loss is, and what is added to it."""

from gancheck.tracing.clauses.loss import signs  # noqa: I001  the order of the report
from gancheck.tracing.clauses.loss import objectives
from gancheck.tracing.clauses.loss import claimed
from gancheck.tracing.clauses.loss import lipschitz
from gancheck.tracing.clauses.loss import penalty
from gancheck.tracing.clauses.loss import clipping
from gancheck.tracing.clauses.loss import saturated
from gancheck.tracing.clauses.loss import scores

__all__ = ["claimed", "clipping", "lipschitz", "objectives", "penalty", "saturated", "scores", "signs"]
