"""Who is updated, and with which gradient."""

from gancheck.tracing.clauses.updates import updated  # noqa: I001  the order of the report
from gancheck.tracing.clauses.updates import separate
from gancheck.tracing.clauses.updates import fresh
from gancheck.tracing.clauses.updates import complete
from gancheck.tracing.clauses.updates import scaling

__all__ = ["complete", "fresh", "scaling", "separate", "updated"]
