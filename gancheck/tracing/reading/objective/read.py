"""Reading each player's objective off the pulls on D's outputs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from gancheck.tracing.reading.objective.best import best
from gancheck.tracing.reading.objective.choosing import ACCEPTED, candidates, explanations, plainest, subject
from gancheck.tracing.reading.objective.epsilon import clamped, with_epsilon
from gancheck.tracing.reading.objective.labels import varying
from gancheck.tracing.reading.objective.meaning import Meaning
from gancheck.tracing.reading.objective.mixed import mixed
from gancheck.tracing.reading.objective.naming import named
from gancheck.tracing.reading.objective.reading import Fault, Reading
from gancheck.tracing.reading.objective.run import Run, gather, probabilities
from gancheck.tracing.reading.objective.scores import Update
from gancheck.tracing.reading.objective.steps import scales
from gancheck.tracing.reading.objective.weights import factor

# Cross-entropy's pulls then vary by twelve roundings: more than a constant one is forgiven.
_VISIBLE = 24
_ALONE = "the real outputs that a relativistic loss of G compares with were not seen"
_DIVERGED = "some of D's outputs or of the pulls on them are not finite, and no known loss explains the others"
_SILENT = "nothing pulled on D's outputs"
_CONSTANT = "D's outputs vary too little to tell one loss from another"
_HALF = "the pulls were rounded to half precision, which leaves more than one loss within rounding"


def read_objective(updates: Sequence[Update], probable: bool | None = None) -> Reading:
    """One player's objective from a run of its updates; ValueError where they are none, or of both players.

    `probable` says whether D's outputs are probabilities where the caller knows (its last operation is a sigmoid);
    otherwise their values tell.
    """
    run = gather(updates, probable)
    return _read(run if probable is not None else replace(run, probable=probabilities([run])), None)


def read(
    discriminator_updates: Sequence[Update],
    generator_updates: Sequence[Update],
    probable: bool | None = None,
    critic: bool | None = None,
    margins: tuple[bool | None, bool | None] = (None, None),
) -> tuple[Reading, Reading]:
    """Both players' objectives, D's first: each helps to read the other's.

    `critic` says whether the script treats D as a Wasserstein critic (weight clipping, a gradient penalty, or the
    claim): a mean of probabilities without a log is then a critic with a sigmoid, else a log that is missing.
    `margins` say whether each player's loss cuts anything off, as hinge's do: inside its margins it pulls as a
    critic's does.
    """
    runs = [gather(discriminator_updates, probable), gather(generator_updates, probable)]
    told = probabilities(runs) if probable is None else probable
    d, g = (replace(run, probable=told, margin=margin) for run, margin in zip(runs, margins, strict=True))
    first = _read(d, None, critic)
    return first, _read(g, first, critic)


def _fit(run: Run, family: str) -> tuple[Meaning | None, tuple[str, ...], float, str]:
    """The best explanation, other families as good, the least residual of all, and the side with another loss."""
    models = candidates(family)
    accepted, least = explanations(run, models)
    if not accepted and run.uneven:
        accepted = [replace(one, summed=True) for one in explanations(run.summed(), models)[0]]
    vague = accepted
    if any(not one.unsure for one in vague):
        return *plainest(accepted, run, family), least, ""
    own = run.alone("fake") if run.player == "generator" else run
    for output in ("probability", "logit"):
        found = clamped(own, output)
        if found is not None and found.roundings <= ACCEPTED and not found.unsure:
            return found, (), least, ""
    with_eps = [model for output in ("probability", "logit") for model in with_epsilon(own, output)]
    accepted = [one for one in explanations(own, with_eps)[0] if one.epsilon > 1e-15 and not one.unsure]
    if accepted:
        return *plainest(accepted, run, family), least, ""
    differs = mixed(run)
    if differs is not None and not differs[0].unsure:
        return differs[0], (), least, differs[1]
    for model in models:
        of = subject(model, run)
        made = model.design(of) if of.sides else None
        factors = scales(made, run.updates) if made is not None else None
        if factors is not None:
            accepted += [one for one in explanations(run, [model], factors)[0] if not one.unsure]
    if accepted:
        return *plainest(accepted, run, family), least, ""
    drawn = varying(own)
    if drawn is None and vague:
        return *plainest(vague, run, family), least, ""
    return drawn, (), least, ""


def _spread(run: Run) -> bool:
    """Whether D's outputs vary by more than rounding would hide."""
    return any(rows.values.std() > _VISIBLE * run.eps for rows in run.sides.values())


def _read(run: Run, other: Reading | None, critic: bool | None = None) -> Reading:
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        return _judge(run, other, critic)


def _judge(run: Run, other: Reading | None, critic: bool | None) -> Reading:
    rows = sum(len(side.values) for side in run.sides.values())
    nothing = Reading(run.player, "", "unknown", "score", None, None, "mean", "", 1.0, 1.0, 0.0, rows, determined=False)
    if not run.sides or (run.player == "generator" and "fake" not in run.sides):
        return replace(nothing, why=_SILENT)
    if not _spread(run):
        return replace(nothing, why=_CONSTANT)
    family = other.family if other is not None else ""
    meaning, others, least, differs = _fit(run, family)
    chosen = best(run) if meaning is None and run.player == "generator" else None
    if chosen is not None:
        found = _fit(chosen[0], family)
        if found[0] is not None:
            reading = named(found[0], chosen[0], rows, other, found[1], found[3], critic, factor(found[0], chosen[0]))
            return replace(reading, faults=(*reading.faults, Fault("top-k", chosen[1])))
    if (
        other is not None
        and other.family.startswith("relativistic")
        and run.real is None
        and (meaning is None or meaning.model == "varying labels")
    ):
        return replace(nothing, family=other.family, name=other.name, variant=other.variant, why=_ALONE)
    if meaning is None:
        if any(side.lost for side in (run.real, run.fake) if side is not None):
            return replace(nothing, residual=least, why=_DIVERGED)
        if run.half and least < 0.1:
            return replace(nothing, residual=least, why=_HALF)
        share = f"{100 * min(least, 1):.3g} %"
        seen = f"No known loss explains the pulls on {rows} outputs: the nearest leaves {share} of them."
        return replace(nothing, residual=least, determined=True, why="", faults=(Fault("unknown", seen),))
    return named(meaning, run, rows, other, others, differs, critic, factor(meaning, run))
