"""A discriminator that treats its two sides by different losses: a log missing on one, for instance."""

from __future__ import annotations

from dataclasses import replace

from gancheck.tracing.reading.objective.choosing import explanations, plainest
from gancheck.tracing.reading.objective.meaning import Meaning
from gancheck.tracing.reading.objective.pointwise import POINTWISE
from gancheck.tracing.reading.objective.run import Run

_VARIES = 0.01


def mixed(run: Run) -> tuple[Meaning, str] | None:
    """The loss of one side, with the other side's own weight and label, and the role of the side that differs.

    The side whose loss is a mere mean of the output is the one that differs.
    """
    if len(run.sides) != 2:
        return None
    apart = {}
    for role in ("real", "fake"):
        alone = run.alone(role)
        accepted, _ = explanations(alone, POINTWISE)
        if not accepted:
            return None
        apart[role] = plainest(accepted, alone)[0]
    straight = [role for role, found in apart.items() if found.family == "Wasserstein"]
    # A constant pull on outputs that hardly vary says nothing of the loss.
    if len(straight) != 1 or run.sides[straight[0]].values.std() < _VARIES:
        return None
    main = apart["real" if straight == ["fake"] else "fake"]
    whole = replace(
        main,
        real=apart["real"].real,
        fake=apart["fake"].fake,
        residual=max(one.residual for one in apart.values()),
        roundings=max(one.roundings for one in apart.values()),
    )
    return whole, straight[0]
