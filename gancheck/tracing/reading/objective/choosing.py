"""Which of the losses that explain a player's pulls was meant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from gancheck.tracing.reading.objective.f_gan import f_gans
from gancheck.tracing.reading.objective.meaning import Meaning, plainness
from gancheck.tracing.reading.objective.model import Model
from gancheck.tracing.reading.objective.pointwise import POINTWISE
from gancheck.tracing.reading.objective.relative import RELATIVE
from gancheck.tracing.reading.objective.rows import Floats
from gancheck.tracing.reading.objective.run import Run
from gancheck.tracing.reading.objective.weights import loss_scale

ACCEPTED = 8.0
"""The greatest error of a right loss, in units of what one rounding of each term leaves.

Measured on 784 fits of right losses, to drawn outputs and to trainings of small networks: at most 1.3 (a relative
residual of 3e-7 in float32, 7e-16 in float64, 3e-3 in bfloat16). The nearest wrong loss leaves 3e3 in float32 where
outputs spread over 1 (a residual of 0.009), which falls as the cube of the spread: what is left open then is said.
"""
_TIE = 3.0
# Beside these losses of D, others of G are usual too: a logit's mean, a squared logit.
_OWN_G = ("binary cross-entropy", "least squares", "Wasserstein")
_FAINT = "the pulls are too small to tell one loss from another"
_SCREENED = 800


def candidates(family: str = "") -> tuple[Model, ...]:
    """Every loss that is looked for; for G beside a D of a known `family`.

    Where D has no f-divergence's loss, its outputs are no T of one: G's -log of a probability would pass for it.
    """
    return (*POINTWISE, *f_gans(inside=not family or family.startswith("f-GAN")), *RELATIVE)


def subject(model: Model, run: Run) -> Run:
    """The rows a loss must explain: what G's loss does with real rows matters only where outputs are compared."""
    return run.alone("fake") if run.player == "generator" and model not in RELATIVE else run


def explanations(run: Run, models: Iterable[Model], scales: Floats | None = None) -> tuple[list[Meaning], float]:
    """The losses that explain a run within rounding, and the least residual of all losses.

    A part of the run rules most of them out; those left are judged on all of it.
    """
    part = run.part(_SCREENED)
    faint = 8 * run.eps if run.eps > 2.0**-20 else 64 * run.eps**0.5
    accepted, least = [], np.inf
    for model in models:
        found = model.explain(subject(model, part), scales)
        if found is not None and found.roundings <= ACCEPTED and part is not run:
            found = model.explain(subject(model, run), scales)
        if found is None:
            continue
        least = min(least, found.residual)
        if found.roundings <= ACCEPTED:
            # Pulls that are hardly more than rounding fit anything.
            accepted.append(found if found.residual <= faint else replace(found, unsure=found.unsure or _FAINT))
    return accepted, float(least)


def oddness(meaning: Meaning, run: Run, family: str) -> float:
    """How odd a meaning is, its weights counted; D's `family` is the one G's is expected to go with."""
    sizes = [rows.size for rows in run.sides.values()] or [1.0]
    weights = [abs(side.weight) for side in meaning.sides]
    factor = max(weights)
    plain = [factor, factor / max(sizes), factor / run.samples, factor * run.samples / max(sizes)]
    odd = meaning.odd + min(plainness(one, 1e-3 * one) for one in plain) * (not loss_scale(factor, 1e-3))
    odd += sum(side.weight < 0 for side in meaning.sides) * (1.0 if run.player == "discriminator" else 0.25)
    if len(weights) == 2:
        odd += plainness(min(weights) / factor, 1e-3)
    if run.player == "generator":
        # Whoever trains D by a loss with a name of its own trains G by its partner.
        odd -= (0.5 if family in _OWN_G else 3.0) * (meaning.family == family)
        odd += 2.0 * (meaning.family.startswith("f-GAN") or meaning.family in ("softmax", "hinge"))
    return float(odd)


def plainest(meanings: Sequence[Meaning], run: Run, family: str = "") -> tuple[Meaning, tuple[str, ...]]:
    """The meaning to report, and the other families that explain the pulls as well and as plainly."""
    meanings = _with_margin(meanings, run)
    sharpest = min(meaning.roundings for meaning in meanings)
    equal = [one for one in meanings if one.roundings <= max(_TIE * sharpest, 1.5)]
    ranked = sorted(
        (replace(one, odd=oddness(one, run, family)) for one in equal),
        key=lambda one: (bool(one.unsure), one.odd, one.family.startswith("relativistic"), one.columns),
    )
    best = ranked[0]
    others = [one.family for one in ranked[1:] if one.odd <= best.odd + 1e-9 and bool(one.unsure) == bool(best.unsure)]
    return best, tuple(dict.fromkeys(family for family in others if family != best.family))


def _with_margin(meanings: Sequence[Meaning], run: Run) -> Sequence[Meaning]:
    """Hinge losses or critics', where the rows do not tell and it is known whether the loss has a margin."""
    if run.margin is None or run.probable:
        return meanings
    hinges = [one for one in meanings if "hinge" in (one.family, one.variant)]
    if run.margin:
        right = any(all(side.weight > 0 for side in one.sides) for one in hinges)
        return [one for one in meanings if one.family != "Wasserstein"] if right else meanings
    return [one for one in meanings if one not in hinges] or meanings
