"""In which order, on which minibatches, noise and fakes."""

from gancheck.tracing.clauses.schedule import order  # noqa: I001  the order of the report
from gancheck.tracing.clauses.schedule import times
from gancheck.tracing.clauses.schedule import data
from gancheck.tracing.clauses.schedule import noise
from gancheck.tracing.clauses.schedule import law
from gancheck.tracing.clauses.schedule import fakes
from gancheck.tracing.clauses.schedule import sizes

__all__ = ["data", "fakes", "law", "noise", "order", "sizes", "times"]
