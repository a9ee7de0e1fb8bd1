"""Losses that compare outputs of one minibatch: relativistic ones, and softmax GAN.

Pairwise (Jolicoeur-Martineau 2018, RSGAN): E l(D(x_i) - D(G(z_i))). Average (RaGAN): with a_i = D(x_i) - mean D(G(z))
and b_j = D(G(z_j)) - mean D(x), E l1(a) + E l0(b); the means carry gradient too, unless the script detaches them.
Softmax (Lin 2017): E D(x) over the aim's rows, plus log sum exp(-D) over both minibatches.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from gancheck.tracing.reading.objective.fitting import Design, Solution
from gancheck.tracing.reading.objective.meaning import Meaning, directed, plainness, snapped
from gancheck.tracing.reading.objective.model import Model
from gancheck.tracing.reading.objective.pointwise import entropies, line, margins
from gancheck.tracing.reading.objective.reading import Side
from gancheck.tracing.reading.objective.rows import Floats, Rows
from gancheck.tracing.reading.objective.run import Run

Slopes = Callable[[Floats], Floats]
# The slopes of l1 at a and of l0 at b. A hinge has one margin a side: the columns of both would be told apart only by
# rows past each of them.
_VARIANTS: dict[str, tuple[str, Slopes, Slopes]] = {
    "cross-entropy": ("cross-entropy", entropies, entropies),
    "least squares": ("least squares", line, line),
    "hinge": ("hinge", lambda x: margins(x)[:, :1], lambda x: margins(x)[:, 1:]),
    "hinge the other way": ("hinge", lambda x: margins(x)[:, 1:], lambda x: margins(x)[:, :1]),
}


def _sides(run: Run) -> tuple[Rows, Rows] | None:
    """Both sides where every update has both and something is pulled on."""
    if run.real is None or run.fake is None or run.fake.silent:
        return None
    return (run.real, run.fake) if np.array_equal(np.unique(run.real.group), np.unique(run.fake.group)) else None


def _means(values: Floats, group: npt.NDArray[np.int64]) -> Floats:
    """The mean of each group, by the group's number."""
    count = np.maximum(np.bincount(group), 1)
    flat = values.reshape(len(values), -1)
    return np.column_stack([np.bincount(group, flat[:, j]) / count for j in range(flat.shape[1])])


def _design(run: Run, real: Rows, fake: Rows, on_real: Floats, on_fake: Floats) -> Design:
    """Real rows then fake rows; only the fake ones where the real ones get no gradient at all."""
    columns = on_fake if real.silent else np.concatenate([on_real, on_fake])
    used = [fake] if real.silent else [real, fake]
    values = np.concatenate([rows.values for rows in used])
    return Design(
        np.concatenate([rows.pulls for rows in used]),
        columns,
        np.ones_like(columns) * np.maximum(np.abs(columns).max(axis=0), 1e-300),
        1.0 + np.abs(values),
        np.concatenate([np.full(len(rows.values), rows is real) for rows in used]),
        np.concatenate([rows.step for rows in used]),
    )


def _pairwise(variant: str) -> Callable[[Run], Design | None]:
    def design(run: Run) -> Design | None:
        sides = _sides(run)
        if sides is None or not np.array_equal(sides[0].group, sides[1].group):
            return None
        real, fake = sides
        kind, slopes, _ = _VARIANTS[variant]
        apart = real.values - fake.values
        if kind == "hinge":
            # Without the pairs whose side of the margin is up to rounding.
            clear = np.abs(np.abs(apart) - 1) > 8 * run.grain * (1 + np.abs(real.values) + np.abs(fake.values))
            if clear.any():
                real, fake, apart = real.chosen(clear), fake.chosen(clear), apart[clear]
        pull = slopes(apart)
        return _design(run, real, fake, pull, -pull)

    return design


def _off_margin(real: Rows, fake: Rows) -> tuple[Rows, Rows]:
    """Without the minibatches in which rounding decides on which side of a margin some row is."""
    near = np.zeros(max(real.group.max(), fake.group.max()) + 1, dtype=bool)
    for rows, others in ((real, fake), (fake, real)):
        apart = np.abs(np.abs(rows.values - _means(others.values, others.group)[rows.group, 0]) - 1)
        near[rows.group[apart < 1e-5 * (1 + np.abs(rows.values))]] = True
    if near[real.group].all():
        return real, fake
    return real.chosen(~near[real.group]), fake.chosen(~near[fake.group])


def _average(variant: str, detached: bool) -> Callable[[Run], Design | None]:
    def design(run: Run) -> Design | None:
        sides = _sides(run)
        if sides is None:
            return None
        real, fake = sides
        kind, first, second = _VARIANTS[variant]
        if kind == "hinge" and not run.half:
            real, fake = _off_margin(real, fake)
        above = first(real.values - _means(fake.values, fake.group)[real.group, 0])
        below = second(fake.values - _means(real.values, real.group)[fake.group, 0])
        across = 0.0 if detached else 1.0
        if detached and real.silent:
            # With its mean cut off, only the term of the fakes is left to see.
            return _design(run, real, fake, below, below)
        on_real = np.column_stack([above, -across * _means(below, fake.group)[real.group]])
        on_fake = np.column_stack([-across * _means(above, real.group)[fake.group], below])
        return _design(run, real, fake, on_real, on_fake)

    return design


def _softmax(sign: float) -> Callable[[Run], Design | None]:
    def design(run: Run) -> Design | None:
        sides = _sides(run)
        if sides is None:
            return None
        real, fake = sides
        steps = np.concatenate([real.group, fake.group])
        values = sign * np.concatenate([real.values, fake.values])
        highest = np.full(steps.max() + 1, -np.inf)
        np.maximum.at(highest, steps, values)
        mass = np.exp(values - highest[steps])
        mass /= np.bincount(steps, mass)[steps]
        share = mass * np.concatenate([real.sizes, fake.sizes])
        first = len(real.values)
        zeros, ones = np.zeros(first), np.ones(first)
        on_real = np.column_stack([ones, zeros, share[:first]])
        on_fake = np.column_stack([np.zeros(len(fake.values)), np.ones(len(fake.values)), share[first:]])
        return _design(run, real, fake, on_real, on_fake)

    return design


def _pull(theta: Floats, error: Floats, kind: str, up: bool) -> tuple[float, float, float] | None:
    """Weight, target and oddness of l(d) from its coefficients."""
    if kind == "hinge":
        return None if abs(theta[0]) <= 6 * error[0] else (float(theta[0]), float(up), 0.0)
    if kind == "least squares":
        if abs(theta[1]) <= 6 * error[1]:
            return None
        target = -float(theta[0] / theta[1])
        uncertain = float(error[0] / abs(theta[1]))
        return float(theta[1]) / 2, snapped(target, uncertain), plainness(target, uncertain)
    weight = float(theta[0] + theta[1])
    uncertain = float(error.max()) / max(abs(weight), 1e-300)
    if weight == 0 or not np.isfinite(uncertain) or uncertain > 0.2:
        return None
    target = snapped(float(theta[0]) / weight, uncertain)
    return weight, target, plainness(target, uncertain)


def _shared(theta: Floats, error: Floats, kind: str, eps: float) -> tuple[Floats, Floats]:
    """Coefficients whose labels mirror each other.

    As mean a = -mean b, the labels of both sides act only through the difference of their constants. Two hinges whose
    margins nothing passes act only through their sum, which the least coefficients share out evenly.
    """
    error = np.where(np.isfinite(error), error, 16 * eps * np.abs(theta).max())
    if kind == "hinge" or len(theta) != 4:
        return theta, error
    if kind == "least squares":
        shift = theta[0] - theta[2]
        return np.array([shift / 2, theta[1], -shift / 2, theta[3]]), error
    first, second = theta[0] + theta[1], theta[2] + theta[3]
    if abs(first + second) < 1e-12 * np.abs(theta).max():
        return theta, error + np.inf
    label = (theta[0] - theta[2] + second) / (first + second)
    return np.array([first * label, first * (1 - label), second * (1 - label), second * label]), error


def _read(variant: str, average: bool) -> Callable[[Solution, Run], Meaning | None]:
    kind = _VARIANTS[variant][0]

    def means(solution: Solution, run: Run) -> Meaning | None:
        theta, error = solution.theta, solution.error
        if average and not np.isfinite(error).all():
            theta, error = _shared(theta, error, kind, run.eps)
        width = 1 if kind == "hinge" else 2
        up = kind == variant
        found = []
        for i in range(0, len(theta), width):
            half = _pull(theta[i : i + width], error[i : i + width], kind, up == (i == 0))
            if half is None:
                return None
            found.append(half)
        if len(found) == 1:
            weight, target, odd = found[0]
            mirrored = (weight, -target if kind == "least squares" else 1 - target, odd)
            # With detached means the one term seen is the fakes' own.
            found = (
                [mirrored, (weight, 1 - target if kind == "hinge" else target, odd)]
                if average
                else [found[0], mirrored]
            )
        sides = [
            Side(weight, target, weight * target, weight * (1 - target), len(rows.values))
            for (weight, target, _), rows in zip(found, (run.real, run.fake), strict=True)
            if rows is not None
        ]
        return Meaning(
            "",
            "relativistic average" if average else "relativistic",
            sides[0],
            sides[1],
            variant=kind,
            output="logit" if kind == "cross-entropy" else "score",
            odd=sum(half[2] for half in found) + 0.5 * (average and kind != "hinge"),
        )

    return means


def _read_softmax(sign: float) -> Callable[[Solution, Run], Meaning | None]:
    def means(solution: Solution, run: Run) -> Meaning | None:
        assert run.real is not None
        assert run.fake is not None
        on_real, on_fake, mass = (float(one) for one in solution.theta)
        # The weights of the aim add up to that of the log of the sum.
        if abs(mass) <= 6 * solution.error[2] or abs((on_real + on_fake) / mass - sign) > 1e-3 + 6 * float(
            solution.error.max()
        ) / abs(mass):
            return None
        weight = abs(mass)
        aims = {"discriminator": (weight, 0.0), "generator": (weight / 2, weight / 2)}[run.player]
        odd = sum(abs(abs(got) - aim) for got, aim in zip((on_real, on_fake), aims, strict=True)) / weight
        real = directed(sign * -1.0, len(run.real.values), weight)
        fake = directed(sign * 1.0, len(run.fake.values), weight)
        if run.player == "generator":
            real, fake = directed(sign * 1.0, real.rows, weight), directed(sign * -1.0, fake.rows, weight)
        return Meaning("", "softmax", real, fake, odd=0.0 if odd < 1e-3 else 2.0, flipped=sign < 0)

    return means


RELATIVE = (
    *(Model(f"relativistic {variant}", _pairwise(variant), _read(variant, False)) for variant in _VARIANTS),
    *(
        Model(f"relativistic average {variant}{', means detached' * cut}", _average(variant, cut), _read(variant, True))
        for variant in _VARIANTS
        for cut in (False, True)
    ),
    *(Model(f"softmax of {'-' * (sign < 0)}D", _softmax(sign), _read_softmax(sign)) for sign in (-1.0, 1.0)),
)
