"""Section 6's remark, measured: the losses do not tell how far training has come."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gancheck.checks.p_data import TWO_MODES
from gancheck.checks.registry import check
from gancheck.checks.repeated import RARE, Run, repeat
from gancheck.checks.trial import Trial
from gancheck.evidence import Figure, Measurement, Outcome, Series, spearman
from gancheck.stability.tracking import Tracker
from gancheck.training import REF_1D, Trainer

P_DATA = TWO_MODES
EVERY = 50
FALL = 10.0
CHANGE = 0.1


@check(
    "losses-show-no-progress",
    claim="The JSD falls tenfold while both losses end where they began",
    source="Goodfellow et al. 2014, Sections 3 and 6; Arjovsky et al. 2017, Section 3",
    needs=("theory",),
    alpha_share=0.05,
    seconds=6.0,
)
def losses_show_no_progress(trial: Trial) -> Outcome:
    """Tracks a run of the reference on two modes and compares what its losses and its JSD say.

    An untrained and a perfect GAN have the same losses: D is 1/2 for both. So each player's loss has to end within
    0.1 nats of where it began, while the JSD falls at least tenfold. A run that does otherwise is repeated, and the
    check fails when success with probability 0.95 is refuted.

    The rank correlations of the losses with the JSD along the run are told as a note, with intervals at 95 % that
    take successive snapshots for independent, and are therefore too narrow.
    """

    def one(seed: int) -> Run[Tracker]:
        tracker = Tracker(P_DATA, every=EVERY)
        trainer = Trainer(P_DATA, REF_1D, seed=seed % 2**32, device=trial.device)
        trainer.run(1, tracker=tracker)
        trainer.run(tracker=tracker, progress=lambda done, total: trial.progress(done / total, "tracking a run"))
        frame = tracker.frame()
        moved = max(_change(frame[name].to_numpy(float)) for name in ("d_loss", "g_loss"))
        fell = frame["jsd"].iloc[0] / max(frame["jsd"].iloc[-1], 1e-12)
        return Run(bool(moved <= CHANGE and fell >= FALL), moved, tracker)

    found = repeat(trial, lambda seeds: [one(seed) for seed in seeds], unreliable=RARE)
    frame = found.runs[-1].seen.frame()
    steps, jsd = frame["step"].to_numpy(float), frame["jsd"].to_numpy(float)
    notes = [f"the JSD went from {jsd[0]:.4f} to {jsd[-1]:.4f} nats"]
    for name, player in (("d_loss", "discriminator's"), ("g_loss", "generator's")):
        # No loss is known before the first iteration; the second half is where one would ask whether it is done.
        half = slice(len(steps) // 2, None)
        notes.append(
            f"in the second half the {player} loss has {_correlation(frame[name].to_numpy(float)[half], jsd[half])}"
        )
    value = found.runs[-1].value
    return Outcome(
        status=found.status,
        measured=Measurement("largest change of a loss", value, value, value, "nats"),
        allowed=f"at most {CHANGE}, with a JSD that falls {FALL:g}-fold",
        power=found.power,
        samples=len(steps) * len(found.runs),
        reason=found.reason,
        notes=tuple(notes),
        figures=(
            Figure(
                "Losses and JSD of one run",
                "iteration",
                "nats",
                (
                    Series("JSD", tuple(steps), tuple(jsd)),
                    Series("discriminator's loss", tuple(steps[1:]), tuple(frame["d_loss"].to_numpy(float)[1:])),
                    Series("generator's loss", tuple(steps[1:]), tuple(frame["g_loss"].to_numpy(float)[1:])),
                ),
            ),
        ),
    )


def _change(losses: NDArray[np.float64]) -> float:
    """From the first iteration's loss, in row 1, to the mean over the last tenth."""
    return float(abs(losses[-max(len(losses) // 10, 1) :].mean() - losses[1]))


def _correlation(losses: NDArray[np.float64], jsd: NDArray[np.float64]) -> str:
    if np.ptp(losses) == 0.0 or np.ptp(jsd) == 0.0:
        return "no correlation with the JSD: one of them is constant"
    r = spearman(losses, jsd)
    return f"rank correlation {r.value:+.2f} with the JSD, 95 % interval {r.low:+.2f} to {r.high:+.2f}"
