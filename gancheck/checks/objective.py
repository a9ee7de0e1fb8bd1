"""Whether Proposition 1 can be put to a target: its game has to have D*, and its discriminator to take known fakes."""

from __future__ import annotations

from gancheck.checks.trial import Trial
from gancheck.evidence import Outcome, Status
from gancheck.targets import Subject
from gancheck.theory import Gaussian

_BYPASSED = (
    "train_step does not call the module that the target shows as `generator`, so known fakes can't take the place of "
    "its output: give the target discriminator_step(real, fake)"
)


def other_objective(trial: Trial) -> Outcome | None:
    """The outcome for a target that declares an objective with another optimal discriminator; None for the paper's."""
    return _judged(trial.target.build(trial.seed))


def _judged(subject: Subject) -> Outcome | None:
    if subject.seeks_d_star:
        return None
    reason = (
        f"the target declares the objective {subject.objective!r}, whose optimal discriminator is not "
        "p_data / (p_data + p_g)"
    )
    return Outcome(Status.NOT_APPLICABLE, reason=reason)


def no_known_fakes(trial: Trial) -> Outcome | None:
    """As `other_objective`, and the outcome for a target whose discriminator does not come to see known fakes."""
    subject = trial.target.build(trial.seed)
    if (other := _judged(subject)) is not None:
        return other
    rows = Gaussian().sample(subject.minibatch, generator=trial.generator())
    return None if subject.discriminator_step(rows, rows) else Outcome(Status.NOT_APPLICABLE, reason=_BYPASSED)
