"""f-GAN (Nowozin et al. 2016), and whatever else is registered as an objective of one output at a time.

The pulls are those of the theory's own losses, by autograd, so an objective that somebody registers is recognised too.
Scripts that put the output activation inside D have T = g(v) for an output; then real rows are pulled by -1 and fake
rows by the slope of the conjugate f* (their table 2). Either way D may stand upside down, D = -T.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch

from gancheck.theory.objectives import OBJECTIVES, Objective
from gancheck.tracing.reading.objective.fitting import Design, Solution
from gancheck.tracing.reading.objective.meaning import Meaning
from gancheck.tracing.reading.objective.model import Model, blocks, by_side
from gancheck.tracing.reading.objective.reading import Side
from gancheck.tracing.reading.objective.rows import Floats
from gancheck.tracing.reading.objective.run import Run

# What the pointwise losses read, or has their gradients ("js" and "gan" are cross-entropy).
_ELSEWHERE = frozenset({"minimax", "non-saturating", "least-squares", "hinge", "wasserstein", "js", "gan"})
# How much of 1 - exp(T) may be lost to rounding before the pulls say nothing.
_LOSS = 2.0**12
NOWOZIN = frozenset({"kl", "reverse-kl", "pearson", "squared-hellinger", "js", "gan"})
# The slope of f* at T, where it differs from the theory's own parametrisation by v.
_CONJUGATES: dict[str, Callable[[Floats], Floats]] = {
    "reverse-kl": lambda t: np.where(t < 0, -1 / t, np.nan),
    "squared-hellinger": lambda t: np.where(t < 1, 1 / np.square(1 - t), np.nan),
    "js": lambda t: np.where(t < np.log(2), np.exp(t) / (2 - np.exp(t)), np.nan),
    "gan": lambda t: np.where(t < 0, np.exp(t) / -np.expm1(t), np.nan),
}


def _slope(objective: Objective, part: str, values: Floats) -> Floats:
    """What one expectation of a registered objective pulls on each output, times their number."""
    output = torch.tensor(values, dtype=torch.float64, requires_grad=True)
    other = torch.zeros(1, dtype=torch.float64)
    if part == "generator":
        loss = objective.generator_loss(output)
    else:
        loss = objective.discriminator_loss(*((output, other) if part == "real" else (other, output)))
    (pull,) = torch.autograd.grad(loss, output)
    return np.asarray(pull.numpy() * len(values), dtype=np.float64)


def _conjugate(name: str, part: str, values: Floats) -> Floats:
    if part == "real":
        return -np.ones_like(values)
    return _CONJUGATES[name](values) * (1.0 if part == "fake" else -1.0)


def _model(name: str, label: str, slope: Callable[[str, Floats], Floats], sign: float, alternative: bool) -> Model:
    family = f"f-GAN {name}" if name in NOWOZIN else name
    lossy = label != name and name in ("js", "gan")

    def design(run: Run) -> Design | None:
        parts = {role: role for role in ("real", "fake")}
        if run.player == "generator":
            parts = {"real": "fake", "fake": "real" if alternative else "generator"}
        elif alternative:
            return None
        return blocks(run, lambda role, values: sign * slope(parts[role], sign * values)[:, None], loud=loud)

    def loud(values: Floats) -> Floats:
        # Rounding v by one part moves exp(v) by |v| parts; 1 - exp(T) loses more near 0.
        return 2.0 + np.abs(values) + (np.minimum(np.abs(slope("fake", sign * values)), _LOSS) if lossy else 0.0)

    def means(solution: Solution, run: Run) -> Meaning | None:
        sides = {}
        for role, (theta, _, rows) in by_side(solution, run).items():
            # D lifts the real rows, G the fakes, and the other way round where D stands upside down.
            up = (role == ("real" if run.player == "discriminator" else "fake")) == (sign > 0)
            weight = float(theta[0])
            sides[role] = Side(weight, 1.0 if up else -1.0, weight * up, weight * (not up), rows)
        return Meaning(
            "",
            family,
            sides.get("real"),
            sides.get("fake"),
            variant="alternative" if alternative else "",
            output="score",
            odd=0.0 if sign > 0 else 0.25,
            flipped=sign < 0,
        )

    return Model(f"{label}{' upside down' * (sign < 0)}{' alternative' * alternative}", design, means)


def f_gans(inside: bool = True) -> tuple[Model, ...]:
    """A candidate for every registered objective not read elsewhere and, if asked, for those with T inside D."""
    known = {name: objective for name, objective in OBJECTIVES.items() if name not in _ELSEWHERE}
    return (
        *(
            _model(name, name, _theory(objective), sign, alternative)
            for sign in (1.0, -1.0)
            for alternative in (False, True)
            for name, objective in known.items()
        ),
        *(
            _model(name, f"{name} of T", _inside(name), sign, False)
            for sign in (1.0, -1.0)
            for name in _CONJUGATES
            if inside
        ),
    )


def _theory(objective: Objective) -> Callable[[str, Floats], Floats]:
    return lambda part, values: _slope(objective, part, values)


def _inside(name: str) -> Callable[[str, Floats], Floats]:
    return lambda part, values: _conjugate(name, part, values)
