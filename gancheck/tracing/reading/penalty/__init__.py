"""What a gradient penalty penalises: which norm, towards which target, over which axes, at which points."""

from gancheck.tracing.reading.penalty.penalty import Fault, Penalty, PenaltyReading
from gancheck.tracing.reading.penalty.reading import read_penalty

__all__ = ["Fault", "Penalty", "PenaltyReading", "read_penalty"]
