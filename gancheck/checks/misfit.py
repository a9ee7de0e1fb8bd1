"""What a discriminator learned instead of D*: the diagnosis of Proposition 1's failures.

A loss with weights w and labels t on its two expectations,
    w E_p [t log D + (1 - t) log(1 - D)] + E_q [u log D + (1 - u) log(1 - D)],
is least at D = (w t p + u q) / (w p + q). So each of the usual faults has its own fixed point, and the one that
lies nearest to what was learned names the fault.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import expit

Array = NDArray[np.float64]

# A true explanation leaves about a tenth of the distance to D*, what a small network does by chance a third or more.
NEARER = 0.25


@dataclass(frozen=True)
class Explanation:
    """One fault: `output(ratio, parameter)` is the D it leads to, `ratio` being log p_data / p_g."""

    text: str
    output: Callable[[Array, float], Array]
    low: float = 0.0
    high: float = 0.0


def _between(ratio: Array, on_real: float, on_fake: float, log_weight: float = 0.0) -> Array:
    """(w t p + u q) / (w p + q)."""
    share: Array = expit(ratio + log_weight)
    return on_real * share + on_fake * (1.0 - share)


EXPLANATIONS = (
    Explanation("real and fake labels are swapped: dV/dD fits (0, 1) where (1, 0) is expected", lambda r, _: expit(-r)),
    Explanation(
        "the real label is smoothed to {0:.2f} in the discriminator's loss alone",
        lambda r, t: _between(r, t, 0),
        0.5,
        0.99,
    ),
    Explanation(
        "the fake label is smoothed to {0:.2f} in the discriminator's loss alone",
        lambda r, t: _between(r, 1, t),
        0.01,
        0.5,
    ),
    # On fakes D then also descends the generator's -log D: (p + q) / (p + 2 q).
    Explanation(
        "the gradient of the generator's backward pass is left in D's: zero_grad comes at the wrong time",
        lambda r, _: 1 / (1 + expit(-r)),
    ),
    Explanation(
        "both labels are smoothed, to {0:.2f} and as far from 0, in the discriminator's loss",
        lambda r, t: _between(r, t, 1 - t),
        0.6,
        0.99,
    ),
    Explanation(
        "the expectation over real data weighs {1:.2f} times the one over fakes",
        lambda r, w: _between(r, 1, 0, w),
        -4.0,
        4.0,
    ),
    Explanation(
        "a sigmoid is applied twice: the loss takes sigmoid(logit) for a logit", lambda r, _: expit(np.clip(r, 0, 1))
    ),
    Explanation("a sigmoid is applied twice: the loss takes probabilities for logits", lambda r, _: np.clip(r, 0, 1)),
    Explanation(
        "the discriminator's logit is D*, not its log odds: least squares is taken of logits (if that is the game, "
        "declare objective = 'least-squares')",
        lambda r, _: expit(expit(r)),
    ),
    Explanation(
        "the discriminator's logit is +1 or -1: that is the optimum of the hinge loss (if that is the game, declare "
        "objective = 'hinge')",
        lambda r, _: expit(np.sign(r)),
    ),
    Explanation(
        "the discriminator's output is {0:.2f} everywhere: it does not learn",
        lambda r, c: np.full_like(r, c),
        0.02,
        0.98,
    ),
    Explanation(
        "the discriminator's output is 1 everywhere: its loss on fakes is ignored", lambda r, _: np.ones_like(r)
    ),
    Explanation(
        "the discriminator's output is 0 everywhere: its loss on real data is ignored", lambda r, _: np.zeros_like(r)
    ),
)


def explain(d: Array, ratio: Array, mass: Array) -> str:
    """The fault whose fixed point is nearest to the output `d`, or "" if none is far nearer than D* itself.

    `d` and `ratio` = log p_data / p_g are taken at the same points, `mass` is the share of (p_data + p_g) / 2
    there. Distances are means of |D - D'|, so that saturated outputs don't dominate.
    """

    def distance(output: Array) -> float:
        return float(np.sum(mass * np.abs(d - output)))

    best, text = math.inf, ""
    for explanation in EXPLANATIONS:
        at = 0.0
        if explanation.high > explanation.low:
            at = float(
                minimize_scalar(
                    lambda t, e=explanation: distance(e.output(ratio, t)),
                    bounds=(explanation.low, explanation.high),
                    method="bounded",
                ).x
            )
        if (found := distance(explanation.output(ratio, at))) < best:
            best, text = found, explanation.text.format(at, math.exp(at))
    return text if best < NEARER * distance(expit(ratio)) else ""
