"""Losses that look at one output at a time: cross-entropy, least squares, hinge, Wasserstein, a sigmoid too many."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gancheck.tracing.reading.objective.fitting import Design, Solution
from gancheck.tracing.reading.objective.meaning import Meaning, directed, labelled, plainness, snapped
from gancheck.tracing.reading.objective.model import Model, blocks, by_side
from gancheck.tracing.reading.objective.reading import Side
from gancheck.tracing.reading.objective.rows import Floats
from gancheck.tracing.reading.objective.run import Run

Means = Callable[[Solution, Run], Meaning | None]
# torch's BCELoss divides by p (1 - p), and by this where that is smaller.
_LEAST = 1e-12
VAGUE = "D's outputs hardly vary, so the labels cannot be read"


def sigmoid(x: Floats) -> Floats:
    """1 / (1 + exp(-x)), without overflow."""
    tail = np.exp(-np.abs(x))
    return np.where(x >= 0, 1.0, tail) / (1.0 + tail)


def slope(x: Floats) -> Floats:
    """The sigmoid's derivative."""
    return sigmoid(x) * sigmoid(-x)


def ones(x: Floats) -> Floats:
    """A constant pull."""
    return np.ones((len(x), 1))


def line(x: Floats) -> Floats:
    """A constant pull and one that grows with the output."""
    return np.column_stack([np.ones_like(x), x])


def entropies(x: Floats) -> Floats:
    """dBCE(sigmoid(x), 1) and dBCE(sigmoid(x), 0) by the logit x."""
    return np.column_stack([-sigmoid(-x), sigmoid(x)])


def entropies_of_probability(p: Floats) -> Floats:
    """The same where the output is the probability: what the pulls on p are, times p (1 - p)."""
    return np.column_stack([-(1.0 - p), p])


def by_logit(p: Floats) -> Floats:
    """What turns a pull on a probability into one on its logit."""
    return np.maximum(p * (1.0 - p), _LEAST)


def margins(x: Floats) -> Floats:
    """The slopes of max(0, 1 - x) and max(0, 1 + x)."""
    return np.column_stack([np.where(x < 1.0, -1.0, 0.0), np.where(x > -1.0, 1.0, 0.0)])


def through_sigmoid(inner: Callable[[Floats], Floats]) -> Callable[[Floats], Floats]:
    """A loss of the probability, written by the logit."""
    return lambda x: inner(sigmoid(x)) * slope(x)[:, None]


def _pick(sides: dict[str, Side]) -> tuple[Side | None, Side | None]:
    return sides.get("real"), sides.get("fake")


def cross_entropy(output: str, squashed: bool = False) -> Means:
    """Read (a, b) of each side. `squashed`: on the sigmoid of a sigmoid."""

    def means(solution: Solution, run: Run) -> Meaning | None:
        sides, odd, worst = {}, 0.0, 0.0
        for role, (theta, error, rows) in by_side(solution, run).items():
            sides[role], oddness, uncertain = labelled(theta[0], theta[1], error, rows)
            odd, worst = odd + oddness, max(worst, uncertain)
        real, fake = _pick(sides)
        # A loss that takes logits is right on logits, and a sigmoid too many on probabilities.
        doubled = squashed or (output == "logit" and run.probable is True)
        return Meaning(
            "",
            "binary cross-entropy",
            real,
            fake,
            output="probability" if doubled and not squashed else output,
            odd=odd,
            unsure=VAGUE if worst > 0.05 else "",
            doubled=doubled,
            squashed=squashed,
        )

    return means


def least_squares(squashed: bool) -> Means:
    """Read slope and target of each side, or eps of a critic's drift penalty eps * E o^2 where the slope is small."""

    def means(solution: Solution, run: Run) -> Meaning | None:
        found = by_side(solution, run)
        steep = {role: abs(theta[1]) > 6 * error[1] for role, (theta, error, _) in found.items()}
        targets = {role: -theta[0] / theta[1] for role, (theta, _, _) in found.items() if steep[role]}
        if not targets:
            return None
        output = "logit" if squashed else "probability" if run.probable else "score"
        if all(steep.values()) and all(abs(target) <= 10 for target in targets.values()):
            sides, odd = {}, 0.0
            for role, (theta, error, rows) in found.items():
                weight = float(theta[1]) / 2
                uncertain = float(np.hypot(error[0], error[1] * targets[role]) / abs(theta[1]))
                target = snapped(targets[role], uncertain)
                sides[role] = Side(weight, target, weight * target, weight * (1 - target), rows)
                odd += plainness(target, uncertain) + plainness(weight, float(error[1]) / 2)
            real, fake = _pick(sides)
            return Meaning("", "least squares", real, fake, output=output, odd=odd + 0.5 * squashed, squashed=squashed)
        if squashed or any(abs(target) <= 10 for target in targets.values()):
            return None
        pulled = {role: directed(theta[0], rows) for role, (theta, _, rows) in found.items()}
        drift = max(theta[1] / 2 for role, (theta, _, _) in found.items() if steep[role])
        real, fake = _pick(pulled)
        return Meaning("", "Wasserstein", real, fake, output=output, odd=0.5, drift=float(drift))

    return means


def wasserstein(squashed: bool) -> Means:
    """Read the direction of each side."""

    def means(solution: Solution, run: Run) -> Meaning | None:
        found = by_side(solution, run)
        real, fake = _pick({role: directed(theta[0], rows) for role, (theta, _, rows) in found.items()})
        output = "logit" if squashed else "probability" if run.probable else "score"
        # Far from 0 a sigmoid's slope is cross-entropy's pull: that is the plainer account of it.
        return Meaning("", "Wasserstein", real, fake, output=output, odd=0.5 * squashed, squashed=squashed)

    return means


def hinge(solution: Solution, run: Run) -> Meaning | None:
    """Read which margin each side has: pulled up to 1, or down to -1."""
    sides, within = {}, True
    for role, (theta, error, rows) in by_side(solution, run).items():
        values = run.sides[role].values
        if values.max() < 1 and values.min() > -1:
            # Both margins pull alike here: only their difference is read.
            sides[role] = directed(theta[1] - theta[0], rows)
            continue
        within = False
        up, down = (abs(theta) > 6 * error + 1e-6 * np.abs(theta).max()).tolist()
        if up == down:
            return None
        sides[role] = directed(-1.0 if up else 1.0, rows, float(theta[0] if up else theta[1]))
    real, fake = _pick(sides)
    if within and run.player == "generator":
        return None
    return Meaning("", "hinge", real, fake, output="probability" if run.probable else "score")


def boundary(solution: Solution, run: Run) -> Meaning | None:
    """Read half the squared logit of a probability (Hjelm et al. 2018, equation 10), which wants D at 1/2."""
    (theta, error, rows) = by_side(solution, run)["fake"]
    if run.player != "generator" or abs(theta[0]) <= 6 * error[0]:
        return None
    weight = float(theta[0])
    fake = Side(weight, 0.5, weight / 2, weight / 2, rows)
    return Meaning("", "boundary-seeking", None, fake, output="probability")


def _model(
    name: str,
    columns: Callable[[Floats], Floats],
    means: Means,
    lift: Callable[[Floats], Floats] | None = None,
    bounded: bool = False,
    applies: Callable[[Run], bool] = lambda run: True,
) -> Model:
    def design(run: Run) -> Design | None:
        return blocks(run, lambda role, values: columns(values), lift, bounded) if applies(run) else None

    return Model(name, design, means)


def _logits(run: Run) -> bool:
    return run.probable is not True


CONSTANT = _model("constant", ones, wasserstein(False))
LINEAR = _model("linear", line, least_squares(False))
LOGISTIC = _model("logistic", entropies, cross_entropy("logit"), bounded=True)
PROBABILITY = _model(
    "probability", entropies_of_probability, cross_entropy("probability"), by_logit, True, lambda run: run.bounded
)
BOUNDARY = _model(
    "squared logit of a probability",
    lambda p: np.log(p / (1 - p))[:, None],
    boundary,
    by_logit,
    # Near 1/2 it is a small difference of two logs, each rounded by itself.
    bounded=True,
    applies=lambda run: run.bounded and run.player == "generator",
)
HINGE = _model("hinge", margins, hinge)
SQUASHED_CONSTANT = _model(
    "constant of a sigmoid", through_sigmoid(ones), wasserstein(True), bounded=True, applies=_logits
)
SQUASHED_LINEAR = _model(
    "linear in a sigmoid", through_sigmoid(line), least_squares(True), bounded=True, applies=_logits
)
TWICE_SQUASHED = _model(
    "logistic of a sigmoid",
    through_sigmoid(entropies),
    cross_entropy("logit", squashed=True),
    bounded=True,
    applies=_logits,
)

POINTWISE = (
    CONSTANT,
    LINEAR,
    LOGISTIC,
    PROBABILITY,
    BOUNDARY,
    HINGE,
    SQUASHED_CONSTANT,
    SQUASHED_LINEAR,
    TWICE_SQUASHED,
)
