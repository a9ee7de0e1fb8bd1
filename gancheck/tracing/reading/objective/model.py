"""A candidate: a loss that may have made the pulls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from gancheck.tracing.reading.objective.fitting import Design, Solution, solve
from gancheck.tracing.reading.objective.meaning import Meaning
from gancheck.tracing.reading.objective.rows import Floats
from gancheck.tracing.reading.objective.run import Run


@dataclass(frozen=True)
class Model:
    """`design(run)` says what the loss pulls, None where it cannot apply; `means(solution, run)` reads the fit."""

    name: str
    design: Callable[[Run], Design | None]
    means: Callable[[Solution, Run], Meaning | None]

    def explain(self, run: Run, scales: Floats | None = None) -> Meaning | None:
        """The meaning of this loss's best fit to a run, its pulls divided by `scales` `(updates,)` first."""
        scaled = run if scales is None else run.rescaled(scales)
        if not scaled.sides:
            return None
        made = self.design(scaled)
        if made is None or not np.isfinite(made.columns).all() or len(made.target) <= made.columns.shape[1]:
            return None
        solution = solve(made, scaled)
        found = self.means(solution, scaled)
        if found is None or not all(np.isfinite(side.weight) and side.weight != 0 for side in found.sides):
            return None
        return replace(
            found,
            model=self.name,
            residual=solution.residual,
            roundings=solution.roundings,
            columns=made.columns.shape[1],
            scales=scales,
        )


def blocks(
    run: Run,
    columns_of: Callable[[str, Floats], Floats],
    lift: Callable[[Floats], Floats] | None = None,
    bounded: bool = False,
    loud: Callable[[Floats], Floats] | None = None,
) -> Design:
    """A design whose sides have nothing in common: columns of their own, `columns_of(role, values)` `(n, k)`.

    `lift(values)` multiplies the pulls first. `bounded` columns are rounded as if they were 1.
    """
    sides = run.sides
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        parts = {role: columns_of(role, rows.values) for role, rows in sides.items()}
    width = [part.shape[1] for part in parts.values()]
    count = [len(rows.values) for rows in sides.values()]
    columns, size = np.zeros((2, sum(count), sum(width)))
    row, column = 0, 0
    for part in parts.values():
        here = np.s_[row : row + part.shape[0], column : column + part.shape[1]]
        columns[here] = part
        size[here] = 1.0 if bounded else np.abs(part)
        row, column = row + part.shape[0], column + part.shape[1]
    values = np.concatenate([rows.values for rows in sides.values()])
    target = np.concatenate([rows.pulls for rows in sides.values()])
    return Design(
        target * lift(values) if lift else target,
        columns,
        size,
        loud(values) if loud else np.ones_like(values),
        np.concatenate([np.full(n, role == "real") for n, role in zip(count, sides, strict=True)]),
        np.concatenate([rows.step for rows in sides.values()]),
    )


def by_side(solution: Solution, run: Run) -> dict[str, tuple[Floats, Floats, int]]:
    """Coefficients, their errors and the number of rows of each side of a design in blocks of equal width."""
    sides = run.sides
    width = len(solution.theta) // len(sides)
    return {
        role: (
            solution.theta[i * width : (i + 1) * width],
            solution.error[i * width : (i + 1) * width],
            len(rows.values),
        )
        for i, (role, rows) in enumerate(sides.items())
    }
