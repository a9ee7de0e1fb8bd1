"""What is wrong, or worth telling, about an objective that was read."""

from __future__ import annotations

import numpy as np

from gancheck.tracing.reading.objective.meaning import Meaning
from gancheck.tracing.reading.objective.pointwise import sigmoid
from gancheck.tracing.reading.objective.reading import Fault, Side
from gancheck.tracing.reading.objective.rows import Rows
from gancheck.tracing.reading.objective.run import Run

_LABELLED = ("binary cross-entropy", "least squares")
_HARMLESS = 0.01


def _expected(meaning: Meaning, rows: Rows) -> bool:
    """Whether this loss, or its mirror image, would pull on some of these rows at all."""
    if meaning.family == "hinge":
        return bool((np.abs(rows.values) < 1).any())
    if meaning.family == "binary cross-entropy" and meaning.output == "logit":
        return bool(np.minimum(sigmoid(rows.values), sigmoid(-rows.values)).max() > 1e-6)
    return True


def _number(value: float) -> str:
    return f"{value:.4g}"


def ignored(meaning: Meaning, run: Run) -> list[Fault]:
    """A side that D's loss leaves out."""
    found = []
    for role, rows in (("real", run.real), ("fake", run.fake)):
        other = "fake" if role == "real" else "real"
        if other not in run.sides:
            continue
        if rows is None:
            found.append(Fault(f"{role}-ignored", f"D was called on no {role} rows in {run.updates} updates."))
        elif rows.silent and _expected(meaning, rows):
            seen = f"dL/dD({role}) is 0 on all {len(rows.values)} outputs, dL/dD({other}) is not."
            found.append(Fault(f"{role}-ignored", seen))
    return found


def _smoothed(meaning: Meaning) -> Fault | None:
    """Labels inside (0, 1) on average, or drawn at random, or flipped."""
    told = []
    for role, side in (("real", meaning.real), ("fake", meaning.fake)):
        if side is None:
            continue
        if side.labels is not None:
            low, high = side.labels
            told.append(
                f"{role} labels vary between {_number(low)} and {_number(high)}, {_number(side.target)} on average"
            )
        elif 1e-3 < side.target < 1 - 1e-3:
            told.append(f"the label of {role} is {_number(side.target)}")
        if side.flipped > 0:
            told.append(f"{100 * side.flipped:.1f} % of {role} labels are flipped")
    return Fault("smoothed", "; ".join(told)[:1].upper() + "; ".join(told)[1:] + ".") if told else None


def labels(meaning: Meaning, run: Run) -> list[Fault]:
    """Labels that agree, lie out of range, or are softened."""
    found = []
    real, fake = meaning.real, meaning.fake
    entropy = meaning.family == "binary cross-entropy"
    if run.player == "discriminator" and real is not None and fake is not None and _alike(meaning, real, fake):
        pair = f"{_number(real.target)} and {_number(fake.target)}"
        what = f"Real and fake have labels {pair}" if meaning.family in _LABELLED else "Real and fake are pulled alike"
        return [Fault("same-target", f"{what}: D learns nothing that tells them apart.")]
    if entropy:
        for role, side in (("real", real), ("fake", fake)):
            if side is None or side.weight < 0:
                continue
            # The mean of random labels is known to four standard errors, at one draw an update.
            spread = side.labels[1] - side.labels[0] if side.labels is not None else 0.0
            allowed = 1e-3 + 16 * run.eps + 4 * spread / np.sqrt(12 * run.updates)
            if not -allowed <= side.target <= 1 + allowed:
                found.append(Fault("label-range", f"The label of {role} is {_number(side.target)}, outside [0, 1]."))
    soft = entropy or (meaning.family == "least squares" and _near_unit(meaning))
    boundary = run.player == "generator" and meaning.family == "least squares"
    if soft and not boundary and (fault := _smoothed(meaning)) is not None:
        found.append(fault)
    frozen = [role for role, side in (("real", real), ("fake", fake)) if side is not None and side.frozen]
    if frozen:
        seen = f"The labels of {' and '.join(frozen)} differ from row to row and are the same in every update."
        found.append(Fault("frozen-labels", seen))
    return found


def _near_unit(meaning: Meaning) -> bool:
    """Whether least squares' targets are softened 1 and 0 and not a choice of a, b and c."""
    return all(-1e-3 <= s.target <= 0.35 or 0.65 <= s.target <= 1.35 or s.labels for s in meaning.sides)


def _alike(meaning: Meaning, real: Side, fake: Side) -> bool:
    if meaning.family.startswith("relativistic"):
        # l0 is met at b where l1 is at a: the two terms want opposite things when their labels differ.
        return abs(real.target - fake.target) < 0.05
    if meaning.family == "binary cross-entropy":
        up, down = (side.weight * (side.target - 0.5) for side in (real, fake))
        return abs(real.target - fake.target) < 0.05 or up * down > 0
    if meaning.family == "least squares":
        return abs(real.target - fake.target) < 0.05
    return real.target * real.weight * fake.target * fake.weight > 0


def balance(meaning: Meaning, run: Run) -> list[Fault]:
    """The two expectations of D's loss: one ascended, or of another weight."""
    real, fake = meaning.real, meaning.fake
    if run.player != "discriminator":
        return []
    if any(side.weight < 0 for side in meaning.sides):
        roles = [role for role, side in (("real", real), ("fake", fake)) if side is not None and side.weight < 0]
        seen = f"D's loss is ascended on {' and '.join(roles)}: it has no minimum there."
        return [Fault("wrong-sign", seen)]
    if real is None or fake is None:
        return []
    ratio = real.weight / fake.weight
    # Two minibatches of fakes may have half of the weight each, or a whole one (VAE-GAN's reconstructions).
    calls = run.real.calls / run.fake.calls if run.real is not None and run.fake is not None else 1.0
    if min(abs(ratio - 1), abs(ratio * calls - 1)) > 2e-3 + 16 * run.eps:
        seen = f"The weights of real and fake are {_number(real.weight)} and {_number(fake.weight)}."
        return [Fault("unequal-weights", seen)]
    return []


def epsilons(meaning: Meaning, run: Run) -> list[Fault]:
    """An epsilon in the log that is not small beside the probabilities."""
    if not meaning.epsilon:
        return []
    dead, rows = 0, 0
    for role, side in (("real", meaning.real), ("fake", meaning.fake)):
        if side is None or role not in run.sides:
            continue
        values = run.sides[role].values
        high = values if meaning.output == "probability" else sigmoid(values)
        low = 1 - values if meaning.output == "probability" else sigmoid(-values)
        near = high if side.target > 0.5 else low
        dead += int((near <= meaning.epsilon).sum())
        rows += len(near)
    if dead < 0.01 * rows and meaning.epsilon < _HARMLESS:
        return []
    seen = (
        f"An epsilon of {meaning.epsilon:.2g} inside the log takes at least half of the gradient from "
        f"{dead} of {rows} outputs."
    )
    return [Fault("epsilon", seen)]
