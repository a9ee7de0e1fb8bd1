"""A GAN that comes trained: its samples against the density that it was trained on."""

from __future__ import annotations

import torch
from torch import Tensor

from gancheck.checks.distance import BINS, Distance, explain, figure
from gancheck.checks.registry import check
from gancheck.checks.trial import Trial
from gancheck.evidence import Measurement, Outcome, Power, Status, binned, binned_jsd
from gancheck.theory import Density

LIMIT = 0.02
LOOKS = 4
FIRST = 4000
GROWTH = 4
MISS = 1e-3


@check(
    "samples-match-p-data",
    claim="The samples of a trained generator follow p_data",
    source="Goodfellow et al. 2014, Theorem 1",
    needs=("sample", "p-data"),
    alpha_share=0.05,
    seconds=1.0,
)
def samples_match_p_data(trial: Trial) -> Outcome:
    """Compares samples with the density that the target declares as `p_data`, of any dimension; nothing is trained.

    It passes when the JSD over 64 cells of equal p_data mass is known to be at most 0.02 nats and fails when it is
    known to be more, from 4,000 samples on, four times as many at each of four looks, all of which are paid for. No
    number of samples shows that p_g is p_data, so the claim is about a distance. In more dimensions than one the cells
    are those of the Rosenblatt transform.

    It catches collapse, and names the modes that are lost; a shift; a wrong scale. What is finer than a cell it does
    not see.
    """
    subject = trial.target.build(trial.seed)
    p_data = subject.p_data
    if p_data is None or p_data.dim != subject.dim:
        reason = (
            f"p_data has dimension {p_data and p_data.dim}, the samples {subject.dim}: set the target's attribute dim"
        )
        return Outcome(Status.NOT_APPLICABLE, reason=reason)
    alpha, miss = trial.alpha / LOOKS, MISS / LOOKS
    x = torch.empty(0, subject.dim, dtype=torch.float64)
    for look in range(LOOKS):
        n = FIRST * GROWTH**look
        x = torch.cat([x, subject.sample(n - len(x), (trial.seed + look) % 2**32)])
        if not bool(x.isfinite().all()):
            return Outcome(Status.FAILED, samples=n, diagnosis="the generator's samples are not finite")
        uniforms = p_data.rosenblatt(x)
        low = binned_jsd(uniforms, bins=BINS, alpha=alpha)
        high = binned_jsd(uniforms, bins=BINS, alpha=miss).high
        status = Status.FAILED if low.low > LIMIT else Status.PASSED if high <= LIMIT else Status.INCONCLUSIVE
        if status is not Status.INCONCLUSIVE:
            break
    last = FIRST * GROWTH ** (LOOKS - 1)
    seen = binned.discrepancy_seen(last, alpha=alpha, beta=miss, bins=low.bins, limit=LIMIT)
    return Outcome(
        status=status,
        measured=Measurement(f"JSD over {low.bins} cells", low.estimate, low.low, high, "nats"),
        allowed=f"at most {LIMIT}",
        power=Power(trial.alpha, seen, MISS),
        samples=len(x),
        diagnosis=explain(p_data, _distance(x, low.estimate)) if status is Status.FAILED else "",
        reason="the JSD is too near to its limit" if status is Status.INCONCLUSIVE else "",
        figures=(figure(p_data, _distance(x, low.estimate), "Samples against p_data"),) if _drawable(p_data) else (),
    )


def _distance(x: Tensor, jsd: float) -> Distance:
    return Distance(jsd, jsd, jsd, False, x, None)


def _drawable(p_data: Density) -> bool:
    return p_data.dim == 1 and len(p_data.modes) > 0
