"""The name of an objective, and what stands out about it."""

from __future__ import annotations

from gancheck.tracing.reading.objective import faults
from gancheck.tracing.reading.objective.meaning import Meaning
from gancheck.tracing.reading.objective.reading import Fault, Reading
from gancheck.tracing.reading.objective.run import Run
from gancheck.tracing.reading.objective.weights import Factor, changing

# What is wrong whichever of several families was meant.
_COMMON = ("same-target", "real-ignored", "fake-ignored", "unequal-weights", "wrong-sign", "summed")


def _convention(meaning: Meaning, run: Run, other: Reading | None) -> str:
    """Whether D is high or low on real: by D's own labels; G's say it only where D's are unknown."""
    if run.player == "generator":
        return other.real_is if other is not None else ""
    real, fake = meaning.real, meaning.fake
    middle = 0.5 if meaning.family in ("binary cross-entropy", "least squares") else 0.0
    if real is not None and fake is not None:
        lift = real.target - fake.target
        if real.weight < 0 and fake.weight < 0:
            lift = -lift
        return "" if abs(lift) < 1e-6 else "high" if lift > 0 else "low"
    side = real or fake
    if side is None or side.target == middle:
        return ""
    return "high" if (side.target > middle) == (side is real) else "low"


def _listed(names: tuple[str, ...]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _own_name(meaning: Meaning) -> str:
    if meaning.family.startswith("relativistic") and meaning.variant != "cross-entropy":
        return f"{meaning.family} {meaning.variant}"
    return meaning.family


def _generator_name(meaning: Meaning, other: Reading | None) -> tuple[str, str]:
    """Family and name of G's loss, which D's tells apart where gradients agree."""
    fake = meaning.fake
    assert fake is not None
    beside = other.family if other is not None else ""
    saturating = fake.weight < 0
    if meaning.family == "binary cross-entropy":
        return meaning.family, "minimax" if saturating else "non-saturating"
    if meaning.family == "least squares":
        if beside == "binary cross-entropy" and not meaning.squashed and abs(fake.target) < 1e-3:
            return "boundary-seeking", "boundary-seeking"
        return meaning.family, "least squares, minimax" if saturating else "least squares"
    if meaning.family == "hinge":
        return meaning.family, "hinge, minimax" if saturating else "hinge"
    if meaning.family == "Wasserstein":
        if beside == "hinge":
            return "hinge", "hinge"
        if beside == "binary cross-entropy" and (meaning.squashed or meaning.output == "probability"):
            return "binary cross-entropy", "minimax without its log"
        return "Wasserstein", "Wasserstein"
    if meaning.variant == "alternative":
        return meaning.family, f"{meaning.family}, non-saturating"
    return meaning.family, _own_name(meaning)


def _straight(meaning: Meaning, run: Run, other: Reading | None, differs: str, critic: bool | None) -> list[Fault]:
    """A mean of probabilities where a log, or no sigmoid, belongs."""
    if differs:
        return [Fault("missing-log", f"The pull on D({differs}) is constant: there is no log on that side.")]
    if meaning.family != "Wasserstein" or not (meaning.squashed or meaning.output == "probability"):
        return []
    beside = other.family if other is not None else ""
    if beside == "binary cross-entropy" or critic is False:
        return [
            Fault("missing-log", "The loss is a mean of probabilities: its pulls are constant, so the log is missing.")
        ]
    if run.player == "generator":
        return []
    return [
        Fault("critic-sigmoid", "The loss is a critic's mean difference, of outputs that a sigmoid holds in [0, 1].")
    ]


def named(
    meaning: Meaning,
    run: Run,
    rows: int,
    other: Reading | None,
    others: tuple[str, ...],
    differs: str,
    critic: bool | None,
    factor: Factor,
) -> Reading:
    """The reading of a meaning."""
    generator = run.player == "generator"
    family, name = _generator_name(meaning, other) if generator else (meaning.family, _own_name(meaning))
    found: list[Fault] = []
    if meaning.doubled:
        twice = "of a sigmoid of D's outputs" if meaning.squashed else "of D's outputs, which are probabilities already"
        found.append(Fault("double-sigmoid", f"The pulls are those of cross-entropy on a sigmoid {twice}."))
    found += _straight(meaning, run, other, differs, critic)
    if not differs:
        found += faults.labels(meaning, run) + faults.balance(meaning, run)
    if not generator:
        found += faults.ignored(meaning, run)
    found += faults.epsilons(meaning, run)
    if factor.reduction == "sum":
        found.append(Fault("summed", "The loss sums over the minibatch instead of averaging."))
    if generator and name.endswith("minimax"):
        found.append(Fault("minimax", "G descends E log(1 - D(G(z))), which saturates when D is sure."))
    real, fake = meaning.real, meaning.fake
    high = max((side.target for side in meaning.sides), default=1.0)
    smooth = any(fault.cause == "smoothed" for fault in found)
    # A hinge on probabilities never reaches its margin, and a critic is known for its constraint.
    settled = family == "Wasserstein" and (critic or meaning.output == "probability")
    if generator and family == "Wasserstein" and other is not None and other.family == family:
        # What D's gradients leave open, G's constant pulls leave open too.
        others += other.alternatives
    others = () if settled else tuple(dict.fromkeys(one for one in others if one != family))
    if meaning.unsure:
        found = []
    if others:
        found = [fault for fault in found if fault.cause in _COMMON]
    why = meaning.unsure or (f"{_listed(others)} would pull exactly alike" if others else "")
    return Reading(
        run.player,
        family,
        name,
        meaning.output,
        real,
        fake,
        factor.reduction,
        _convention(meaning, run, other),
        high if smooth else 1.0,
        real.weight / fake.weight if real is not None and fake is not None and fake.weight else 1.0,
        meaning.residual,
        rows,
        tuple(found),
        determined=not why,
        why=why,
        alternatives=others,
        variant=meaning.variant,
        scale=factor.scale,
        drift=meaning.drift,
        epsilon=meaning.epsilon,
        factors=changing(meaning),
    )
