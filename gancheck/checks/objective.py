"""Whether a target plays the paper's game: claims about D* hold for no other."""

from __future__ import annotations

from gancheck.checks.trial import Trial
from gancheck.evidence import Outcome, Status

# The discriminator's loss is the same in both.
OF_THE_PAPER = ("minimax", "non-saturating")


def other_objective(trial: Trial) -> Outcome | None:
    """The outcome for a target that declares an objective with another optimal discriminator; None for the paper's."""
    name = trial.target.build(trial.seed).objective
    if name in OF_THE_PAPER:
        return None
    reason = f"the target declares the objective {name!r}, whose optimal discriminator is not p_data / (p_data + p_g)"
    return Outcome(Status.NOT_APPLICABLE, reason=reason)
