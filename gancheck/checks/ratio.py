"""Training a target's discriminator alone between two known densities, and how far from D* it ends."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from scipy.special import expit
from torch import Tensor

from gancheck.checks.misfit import Array, explain
from gancheck.checks.repeated import Run
from gancheck.checks.trial import Trial
from gancheck.evidence import Figure, Series
from gancheck.targets import Subject
from gancheck.theory import Density, value_gap

# Large minibatches, so that what is left at the end is the objective's error and not the gradient's noise.
MINIBATCH = 512
LOOKS = (250, 500, 1000, 2000, 4000)
# Come to rest: while the number of steps doubles, the gap shrinks by less than this factor,
AT_REST = 0.8
# and D moves by less than this share of all the way that it came. Slow learners move on, by half of it.
STILL = 0.3


@dataclass(frozen=True)
class Learned:
    """A trained discriminator: its logits at `x`, its value gap, that of 1 - D, after how many steps, if it moved."""

    x: Array
    logits: Array
    gap: float
    inverted_gap: float
    steps: int
    moved: bool

    @property
    def inverted(self) -> bool:
        """Whether 1 - D is nearer to D* than D is: then D is low on real data."""
        return self.inverted_gap < self.gap


def learn(trial: Trial, seed: int, p: Density, q: Density, *, good: float, bad: float) -> Run[Learned]:
    """Train a fresh discriminator on real data from `p` and fakes from `q`.

    The run succeeds as soon as the value gap V(D*) - V(D), in nats, is at most `good`, for D or for 1 - D (which
    of the two the target means is judged by the caller); it fails if D has come to rest with a gap above `bad`, and
    between the two, or while D still learns, it counts as neither.
    """
    subject = trial.target.build(seed)
    rng = torch.Generator().manual_seed(seed)
    rows = MINIBATCH if subject.steps_discriminator else subject.fixed_minibatch or MINIBATCH
    x = grid(p, q)
    mass = _mass(p, q, x)
    logits = untrained = subject.discriminate(x)
    before, done, gaps, resting = math.inf, 0, (math.inf, math.inf), False
    for look in LOOKS:
        for _ in range(look - done):
            subject.discriminator_step(p.sample(rows, generator=rng), q.sample(rows, generator=rng))
        before, done, gaps = min(gaps), look, gaps_of(subject, p, q)
        earlier, logits = logits, subject.discriminate(x)
        still = _apart(logits, earlier, mass) <= STILL * _apart(logits, untrained, mass)
        resting = not math.isfinite(min(gaps)) or (still and min(gaps) > max(bad, AT_REST * before))
        if min(gaps) <= good or resting:
            break
    gap = min(gaps)
    success = True if gap <= good else (False if resting else None)
    moved = not torch.equal(logits, untrained)
    return Run(success, gap, Learned(x[:, 0].numpy(), logits.numpy(), *gaps, done, moved))


def gaps_of(subject: Subject, p: Density, q: Density) -> tuple[float, float]:
    """The value gaps of D and of 1 - D, in nats; infinite where D's output is not finite.

    Beyond 12 scales, where no sample ever falls, D is continued as a constant: quadrature goes out to where
    float32 overflows.
    """
    x = grid(p, q, scales=12.0)
    if not bool(subject.discriminate(x).isfinite().all()):
        return math.inf, math.inf
    low, high = float(x[0]), float(x[-1])

    def gap(sign: float) -> float:
        return value_gap(p, q, lambda x: sign * subject.discriminate(x.clamp(low, high)), tolerance=1e-4).value

    return gap(1.0), gap(-1.0)


def grid(p: Density, q: Density, *, scales: float = 4.0, points: int = 401) -> Tensor:
    """An even grid from `scales` below the lowest mode of both to `scales` above the highest, `(points, 1)`."""
    reach = scales * max(p.scale, q.scale)
    centers = [mode.center[0] for mode in (*p.modes, *q.modes)]
    return torch.linspace(min(centers) - reach, max(centers) + reach, points, dtype=torch.float64)[:, None]


def excess(p: Density, q: Density, seen: Learned) -> float:
    """The mean of D over (p + q) / 2 minus 1/2: 0 at an optimum of V for every D with an output bias, large or small.

    There the derivative by the bias is 0: E_p[1 - D] = E_q[D].
    """
    mass = _mass(p, q, torch.from_numpy(seen.x)[:, None])
    return float((mass * torch.sigmoid(torch.from_numpy(seen.logits))).sum()) - 0.5


def compare(p: Density, q: Density, seen: Learned, runs: Sequence[Run[Learned]]) -> tuple[str, str, Figure]:
    """The worst point and the figure of D against D* for one discriminator, and the diagnosis from all that are alike.

    What a fault does to D is the same in every run, what the minibatches did is not: their mean output shows it.
    """
    x = torch.from_numpy(seen.x)[:, None]
    log_p, log_q = p.log_prob(x).numpy(), q.log_prob(x).numpy()
    diagnosis = _without_fit(seen)
    ratio, mass = log_p - log_q, _mass(p, q, x).numpy()
    d, best = expit(seen.logits), expit(ratio)
    worst = int(np.argmax(mass * np.abs(d - best)))
    at = f"x = {seen.x[worst]:.2f}: D = {d[worst]:.3f}, D* = {best[worst]:.3f}"
    xs = tuple(map(float, seen.x))
    figure = Figure(
        f"D and D* between {p} and {q}",
        "x",
        "probability that x is real, and densities",
        (
            Series("D", xs, tuple(map(float, d))),
            Series("D*", xs, tuple(map(float, best))),
            Series("p_data", xs, tuple(map(float, np.exp(log_p)))),
            Series("p_g", xs, tuple(map(float, np.exp(log_q)))),
        ),
    )
    alike = [expit(run.seen.logits) for run in runs if run.seen.inverted == seen.inverted]
    mean = np.mean([output for output in alike if np.isfinite(output).all()] or [d], axis=0)
    return at, diagnosis or explain(mean, ratio, mass), figure


def _mass(p: Density, q: Density, x: Tensor) -> Tensor:
    total = p.log_prob(x).exp() + q.log_prob(x).exp()
    return total / total.sum()


def _apart(a: Tensor, b: Tensor, mass: Tensor) -> float:
    return float((mass * (torch.sigmoid(a) - torch.sigmoid(b)).abs()).sum())


def _without_fit(seen: Learned) -> str:
    """What is plain without asking what D fits."""
    if not np.isfinite(seen.logits).all():
        return f"the discriminator's output is not finite after {seen.steps} steps"
    if not seen.moved:
        return "the discriminator does not change: no gradient reaches it, or its optimizer does not hold its weights"
    return ""
