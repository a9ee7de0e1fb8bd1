"""Each player's objective, from gradients alone: the pulls of its loss on D's outputs, pooled over a run."""

from gancheck.tracing.reading.objective.claims import claims, matches
from gancheck.tracing.reading.objective.read import read, read_objective
from gancheck.tracing.reading.objective.reading import Fault, Reading, Side
from gancheck.tracing.reading.objective.scores import Scores, Update
from gancheck.tracing.reading.objective.signs import Signs, law_holds, opposite_signs

__all__ = [
    "Fault",
    "Reading",
    "Scores",
    "Side",
    "Signs",
    "Update",
    "claims",
    "law_holds",
    "matches",
    "opposite_signs",
    "read",
    "read_objective",
]
