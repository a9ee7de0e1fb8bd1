"""In which order, on which minibatches, noise and fakes."""

from gancheck.trace.clauses.schedule import order  # noqa: I001  the order of the report
from gancheck.trace.clauses.schedule import times
from gancheck.trace.clauses.schedule import data
from gancheck.trace.clauses.schedule import noise
from gancheck.trace.clauses.schedule import law
from gancheck.trace.clauses.schedule import fakes
from gancheck.trace.clauses.schedule import sizes

__all__ = ["data", "fakes", "law", "noise", "order", "sizes", "times"]
