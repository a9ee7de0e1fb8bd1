"""Who is updated, and with which gradient."""

from gancheck.trace.clauses.updates import updated  # noqa: I001  the order of the report
from gancheck.trace.clauses.updates import separate
from gancheck.trace.clauses.updates import fresh
from gancheck.trace.clauses.updates import complete
from gancheck.trace.clauses.updates import scaling

__all__ = ["complete", "fresh", "scaling", "separate", "updated"]
