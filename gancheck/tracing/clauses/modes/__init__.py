"""Conditions, ranges, modes, normalisation, initialisation, averages, and numbers that are none."""

# isort: off
from gancheck.tracing.clauses.modes import conditions, ranges, modes, statistics, initialisation, averaging, finite
# isort: on

__all__ = ["averaging", "conditions", "finite", "initialisation", "modes", "ranges", "statistics"]
