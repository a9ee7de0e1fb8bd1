"""Proposition 1 with a trained discriminator."""

from __future__ import annotations

from gancheck.checks.movement import means_fake_by_one
from gancheck.checks.objective import no_known_fakes
from gancheck.checks.ratio import MINIBATCH, compare, excess, learn
from gancheck.checks.registry import check
from gancheck.checks.repeated import repeat
from gancheck.checks.trial import Trial
from gancheck.evidence import Measurement, Outcome, Status
from gancheck.theory import Gaussian

REAL = Gaussian(0.0, 1.0)
FAKE = Gaussian(1.5, 0.5)
REACHED = 0.008
MISSED = 0.015
# A mean of D over both densities that is this near to 1/2 balances the two expectations: labels and weights are right.
BALANCED = 0.02
LIMITED = (
    "D came to rest away from D*, but its two expectations balance and no known fault explains it: it may be too small "
    "or regularised, or play another game than the paper's, which the attribute objective can name"
)


@check(
    "optimal-discriminator",
    claim="For G fixed, training takes D to D*(x) = p_data(x) / (p_data(x) + p_g(x))",
    source="Goodfellow et al. 2014, Proposition 1",
    needs=("discriminate", "discriminator-step"),
    alpha_share=0.05,
    seconds=8.0,
)
def optimal_discriminator(trial: Trial) -> Outcome:
    """Trains fresh discriminators between p_data = N(0, 1) and p_g = N(1.5, 0.5) and measures V(D*) - V(D).

    The gap is exact: an integral of KL(D* || D) over the known densities. A run that comes within 0.008 nats of D*
    succeeds; one that comes to rest more than 0.015 away fails. Runs are repeated until the probability of success
    is known to be above 1/2 (passed) or below 0.95 (failed).

    It catches swapped labels, smoothing in one of the two losses, unequal weights of the two expectations, a
    sigmoid applied twice, a loss whose optimum is not D* (hinge on logits), a missing zero_grad, and a discriminator
    that does not learn. A discriminator that means "fake" by 1 is right if its generator agrees.

    It cannot see what depends on the generator. A discriminator too small or too regularised for these densities comes
    to rest away from D* too: where the two expectations balance and no known fault fits, it is inconclusive.
    """
    if (other := no_known_fakes(trial)) is not None:
        return other
    found = repeat(trial, lambda seeds: [learn(trial, s, REAL, FAKE, good=REACHED, bad=MISSED) for s in seeds])
    typical = found.typical.seen
    status, reason = found.status, found.reason
    at, diagnosis, figure = compare(REAL, FAKE, typical, found.runs)
    notes: tuple[str, ...] = (
        f"{found.successes} of {len(found.runs)} runs reached D*; the typical one took {typical.steps} steps",
    )
    gaps = sorted(run.value for run in found.runs)
    inverted = typical.inverted and found.typical.success is True
    if inverted and means_fake_by_one(trial):
        notes += ("1 stands for fake: D is low on real data, and the generator follows it",)
    elif inverted:
        status = Status.FAILED
        gaps = sorted(run.seen.gap for run in found.runs)
    elif status is Status.FAILED and not diagnosis and abs(excess(REAL, FAKE, typical)) <= BALANCED:
        status, reason = Status.INCONCLUSIVE, LIMITED
    return Outcome(
        status=status,
        measured=Measurement("V(D*) - V(D)", gaps[len(gaps) // 2], gaps[0], gaps[-1], "nats"),
        allowed=f"at most {REACHED}, failing above {MISSED}",
        power=found.power,
        samples=2 * MINIBATCH * sum(run.seen.steps for run in found.runs),
        worst="" if status is Status.PASSED else at,
        diagnosis=diagnosis if status is Status.FAILED else "",
        reason=reason,
        notes=notes,
        figures=(figure,),
    )
