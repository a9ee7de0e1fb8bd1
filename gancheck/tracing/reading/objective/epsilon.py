"""Logs written by hand with an epsilon inside, -log(p + eps), and probabilities clamped before the log."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gancheck.tracing.reading.objective.fitting import Design, Solution
from gancheck.tracing.reading.objective.meaning import Meaning
from gancheck.tracing.reading.objective.model import Model, blocks
from gancheck.tracing.reading.objective.pointwise import LOGISTIC, PROBABILITY, cross_entropy, sigmoid
from gancheck.tracing.reading.objective.rows import Floats, Rows
from gancheck.tracing.reading.objective.run import Run

_SCREENED = 2500
# Golden sections of a decade: eps to three digits.
_SECTIONS = 16


def _pair(values: Floats, output: str) -> tuple[Floats, Floats]:
    """The probabilities of real and of fake."""
    return (values, 1 - values) if output == "probability" else (sigmoid(values), sigmoid(-values))


def _model(eps: float, output: str) -> Model:
    def columns(values: Floats) -> Floats:
        p, q = _pair(values, output)
        return np.column_stack([-q * p / (p + eps), p * q / (q + eps)])

    def lift(p: Floats) -> Floats:
        return p * (1 - p)

    def design(run: Run) -> Design:
        return blocks(
            run, lambda role, values: columns(values), lift if output == "probability" else None, bounded=True
        )

    read = cross_entropy(output)

    def means(solution: Solution, run: Run) -> Meaning | None:
        found = read(solution, run)
        return found and replace(found, epsilon=eps, doubled=False, odd=found.odd + 0.5)

    return Model(f"{output}, log(. + {eps:.3g})", design, means)


def with_epsilon(run: Run, output: str) -> tuple[Model, ...]:
    """Losses with the best epsilon inside their logs, as it is found and as a person would have written it.

    Over its powers of ten, then by golden section. Empty where the output is no probability.
    """
    if output == "probability" and not run.bounded:
        return ()
    part = run.part(_SCREENED)

    def misfit(power: float) -> float:
        found = _model(10.0**power, output).explain(part)
        return found.roundings if found is not None else np.inf

    powers = np.arange(-16.0, 0.0)
    middle = float(powers[int(np.argmin([misfit(power) for power in powers]))])
    ratio = (np.sqrt(5.0) - 1) / 2
    low, high = middle - 1, middle + 1
    inner, outer = high - ratio * (high - low), low + ratio * (high - low)
    left, right = misfit(inner), misfit(outer)
    for _ in range(_SECTIONS):
        if left < right:
            high, outer, right = outer, inner, left
            inner = high - ratio * (high - low)
            left = misfit(inner)
        else:
            low, inner, left = inner, outer, right
            outer = low + ratio * (high - low)
            right = misfit(outer)
    best = float(10.0 ** ((low + high) / 2))
    written = dict.fromkeys((float(f"{best:.0e}"), float(f"{best:.1e}"), best))
    return tuple(_model(eps, output) for eps in written)


def clamped(run: Run, output: str) -> Meaning | None:
    """Cross-entropy of a clamped probability: no pull on any row past the clamp, the usual one on all others."""
    if output == "probability" and not run.bounded:
        return None
    inside: dict[str, Rows] = {}
    highest = 0.0
    for role, rows in run.sides.items():
        dead = rows.pulls == 0
        near = np.minimum(*_pair(rows.values, output))
        if dead.any() and near[dead].max() > near[~dead].min():
            return None
        highest = max(highest, float(near[dead].max()) if dead.any() else 0.0)
        inside[role] = rows.chosen(~dead)
    if highest == 0.0:
        return None
    model = PROBABILITY if output == "probability" else LOGISTIC
    found = model.explain(replace(run, real=inside.get("real"), fake=inside.get("fake")))
    return found and replace(found, epsilon=highest, odd=found.odd + 0.5)
