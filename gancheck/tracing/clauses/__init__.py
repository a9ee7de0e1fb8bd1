"""The clauses of Algorithm 1, one file each: `CLAUSES`, in the order of the report."""

from gancheck.tracing.clauses import loss, modes, schedule, updates
from gancheck.tracing.clauses.clause import REGISTERED, Clause

_ORDER = (updates, loss, schedule, modes)
CLAUSES: tuple[Clause, ...] = tuple(
    sorted(REGISTERED, key=lambda c: next(i for i, m in enumerate(_ORDER) if c.judge.__module__.startswith(m.__name__)))
)

__all__ = ["CLAUSES", "Clause"]
