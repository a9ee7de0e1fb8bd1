"""JSD tracking: what is estimated while training agrees with the exact JSD, which falls to its bound."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import torch
from scipy.spatial.distance import jensenshannon

from gancheck.checks.distance import BINS, SAMPLES
from gancheck.checks.p_data import TWO_MODES
from gancheck.checks.registry import check
from gancheck.checks.repeated import RARE, Run, repeat
from gancheck.checks.trial import Trial
from gancheck.evidence import BinnedJsd, Figure, Measurement, Outcome, Series, Status, binned_jsd
from gancheck.stability.tracking import Tracker
from gancheck.theory import Density, pushforward
from gancheck.training import REF_1D, Trainer

P_DATA = TWO_MODES
EVERY = 100
BOUND = 0.02
# The largest JSD over cells that rounding may put above the JSD itself.
ROUNDING = 1e-9


@dataclass
class Tracked:
    """One tracked run: the tracker's exact JSD and, at the same moments, the estimate and the truth over the cells."""

    tracker: Tracker
    estimates: list[BinnedJsd] = field(default_factory=list)
    truths: list[float] = field(default_factory=list)
    alpha: float = 0.025

    def due(self, iteration: int) -> bool:
        """As the tracker says."""
        return self.tracker.due(iteration)

    def record(self, trainer: Trainer) -> None:
        """Record both."""
        self.tracker.record(trainer)
        gan = trainer.gan
        draws = torch.Generator().manual_seed(trainer.iteration)
        uniforms = P_DATA.rosenblatt(gan.sample(SAMPLES, generator=draws).to("cpu", torch.float64))
        self.estimates.append(binned_jsd(uniforms, bins=BINS, alpha=self.alpha))
        self.truths.append(jsd_over_cells(P_DATA, pushforward(gan.generator, gan.prior)))

    @property
    def exact(self) -> list[float]:
        """The exact JSD at every moment."""
        return [float(value) for value in self.tracker.frame()["jsd"]]

    @property
    def misses(self) -> int:
        """Intervals that do not hold the truth over the cells, and truths above the exact JSD."""
        outside = sum(not e.low <= t <= e.high for e, t in zip(self.estimates, self.truths, strict=True))
        return outside + sum(t > x + ROUNDING for t, x in zip(self.truths, self.exact, strict=True))


def jsd_over_cells(p: Density, q: Density) -> float:
    """The JSD over 64 cells of equal p mass, from q's exact distribution function."""
    inner = torch.arange(1, BINS, dtype=torch.float64) / BINS
    below = q.cdf(p.quantile(inner)).numpy()
    masses = np.diff(np.concatenate([[0.0], below, [1.0]])).clip(0.0)
    return float(jensenshannon(np.full(BINS, 1.0 / BINS), masses) ** 2)


@check(
    "jsd-tracking",
    claim="The JSD tracked while training is the exact one within its interval; it falls, and ends below its bound",
    source="Goodfellow et al. 2014, Theorem 1 and Proposition 2; Fedus et al. 2018",
    needs=("theory",),
    alpha_share=0.05,
    seconds=6.0,
)
def jsd_tracking(trial: Trial) -> Outcome:
    """Trains the reference on two modes and follows the JSD two ways: from p_g's exact density, and from samples.

    At every hundredth iteration the interval that samples give for the JSD over 64 cells has to hold the JSD over those
    cells computed from the exact p_g, which in turn may not exceed the exact JSD. All intervals together spend half of
    the check's error budget. The run has to end below 0.02 nats and a tenth of where it began; it need not fall at
    every step (Fedus et al. 2018). A run that does not is repeated, and the check fails when success with probability
    0.95 is refuted.
    """
    alpha = trial.alpha / 2 / (2 * (REF_1D.iterations // EVERY + 1))

    def one(seed: int) -> Run[Tracked]:
        tracked = Tracked(Tracker(P_DATA, every=EVERY), alpha=alpha)
        Trainer(P_DATA, REF_1D, seed=seed % 2**32, device=trial.device).run(
            tracker=tracked,
            progress=lambda done, total: trial.progress(done / total, "tracking a run"),
        )
        first, last = tracked.exact[0], tracked.exact[-1]
        return Run(last <= min(BOUND, first / 10), last, tracked)

    found = repeat(trial, lambda seeds: [one(seed) for seed in seeds], unreliable=RARE)
    misses = sum(run.seen.misses for run in found.runs)
    looks = sum(len(run.seen.truths) for run in found.runs)
    tracked = found.runs[-1].seen
    status = Status.FAILED if misses else found.status
    last = tracked.exact[-1]
    return Outcome(
        status=status,
        measured=Measurement("JSD at the end", last, tracked.estimates[-1].low, tracked.estimates[-1].high, "nats"),
        allowed=f"at most {BOUND} and a tenth of the first, {tracked.exact[0]:.3f}; every interval holds",
        power=found.power,
        samples=SAMPLES * looks,
        diagnosis=f"{misses} of {looks} intervals miss the JSD over {BINS} cells, or that exceeds the exact one"
        if misses
        else "",
        reason=found.reason,
        notes=(f"{looks - misses} of {looks} intervals over {BINS} cells hold the exact value",),
        figures=(_figure(tracked),),
    )


def _figure(tracked: Tracked) -> Figure:
    steps = tuple(float(step) for step in tracked.tracker.frame()["step"])
    estimates = tracked.estimates
    return Figure(
        f"JSD while training on {P_DATA}",
        "iteration",
        "JSD in nats",
        (
            Series("exact", steps, tuple(tracked.exact)),
            Series(
                f"{BINS} cells, {SAMPLES} samples, with interval",
                steps,
                tuple(e.estimate for e in estimates),
                tuple(e.low for e in estimates),
                tuple(e.high for e in estimates),
            ),
        ),
        floor=BOUND,
    )
