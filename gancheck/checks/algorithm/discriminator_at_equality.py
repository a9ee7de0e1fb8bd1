"""Proposition 1 where p_g = p_data: D* is 1/2 everywhere."""

from __future__ import annotations

from gancheck.checks.objective import no_known_fakes
from gancheck.checks.ratio import MINIBATCH, compare, learn
from gancheck.checks.registry import check
from gancheck.checks.repeated import repeat
from gancheck.checks.trial import Trial
from gancheck.evidence import Outcome, Status
from gancheck.theory import Gaussian

BOTH = Gaussian(0.0, 1.0)
REACHED = 0.002
MISSED = 0.004
# Several faults share one fixed point where p = q: `optimal-discriminator` tells which it is.
UNBALANCED = "the two expectations of D's loss do not balance: labels or weights are not those of V(G, D)"


@check(
    "discriminator-at-equality",
    claim="D*(x) = 1/2 where p_g = p_data",
    source="Goodfellow et al. 2014, Proposition 1 and Theorem 1",
    needs=("discriminate", "discriminator-step"),
    alpha_share=0.05,
    seconds=4.0,
)
def discriminator_at_equality(trial: Trial) -> Outcome:
    """Trains fresh discriminators with p_data = p_g = N(0, 1) and measures V(D*) - V(D), D* being 1/2.

    A run whose gap comes to at most 0.002 nats succeeds, one that comes to rest above 0.004 fails.

    It catches what moves D's output where there is nothing to tell apart: unequal weights, smoothing of one label,
    data or fakes that are not the minibatch given (stale or repeated ones), gradients that accumulate.

    It is blind to swapped labels: 1/2 is right for them too. `optimal-discriminator` sees those.
    """
    if (other := no_known_fakes(trial)) is not None:
        return other
    found = repeat(trial, lambda seeds: [learn(trial, s, BOTH, BOTH, good=REACHED, bad=MISSED) for s in seeds])
    at, _, figure = compare(BOTH, BOTH, found.typical.seen, found.runs)
    failed = found.status is Status.FAILED
    return Outcome(
        status=found.status,
        measured=found.measured("V(D*) - V(D)", "nats"),
        allowed=f"at most {REACHED}, failing above {MISSED}",
        power=found.power,
        samples=2 * MINIBATCH * sum(run.seen.steps for run in found.runs),
        worst=at if failed else "",
        diagnosis=UNBALANCED if failed and found.typical.value < 1.0 else "",
        reason=found.reason,
        figures=(figure,),
    )
