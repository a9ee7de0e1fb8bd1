"""Every fault's fixed point is recognised from the discriminator alone, and D* is not taken for one."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit

from gancheck.checks.misfit import explain

X = np.linspace(-4, 4, 401)
LOG_P = -(X**2) / 2
LOG_Q = -((X - 1.5) ** 2) / (2 * 0.25) + np.log(2)
RATIO = LOG_P - LOG_Q
P, Q = np.exp(LOG_P), np.exp(LOG_Q)
MASS = (P + Q) / (P + Q).sum()
NOISE = 0.01 * np.sin(7 * X)

FAULTS = [
    (Q / (P + Q), "real and fake labels are swapped"),
    (0.9 * P / (P + Q), "the real label is smoothed to 0.9"),
    (0.7 * P / (P + Q), "the real label is smoothed to 0.7"),
    ((P + 0.2 * Q) / (P + Q), "the fake label is smoothed to 0.2"),
    ((0.9 * P + 0.1 * Q) / (P + Q), "both labels are smoothed, to 0.9"),
    ((P + Q) / (P + 2 * Q), "the gradient of the generator's backward pass is left in D's"),
    (2 * P / (2 * P + Q), "the expectation over real data weighs 2.0"),
    (P / (P + 3 * Q), "the expectation over real data weighs 0.3"),
    (expit(np.clip(RATIO, 0, 1)), "a sigmoid is applied twice: the loss takes sigmoid(logit) for a logit"),
    (np.clip(RATIO, 0, 1), "a sigmoid is applied twice: the loss takes probabilities for logits"),
    (expit(P / (P + Q)), "the discriminator's logit is D*"),
    (expit(np.sign(RATIO)), "the optimum of the hinge loss"),
    (np.full_like(X, 0.3), "output is 0.30 everywhere"),
    (np.ones_like(X), "its loss on fakes is ignored"),
    (np.zeros_like(X), "its loss on real data is ignored"),
]


@pytest.mark.parametrize(("d", "text"), FAULTS, ids=[text for _, text in FAULTS])
def test_every_fault_is_named(d: np.ndarray, text: str) -> None:
    assert text in explain(d, RATIO, MASS)
    assert text in explain(np.clip(d + NOISE, 0, 1), RATIO, MASS)


def test_the_optimum_and_what_is_close_to_it_are_no_fault() -> None:
    assert explain(expit(RATIO), RATIO, MASS) == ""


@pytest.mark.parametrize("size", [0.5, 1.0, 2.0])
def test_a_disturbance_of_no_known_shape_is_not_explained(size: float) -> None:
    """A wave on the logits that changes sign often is no fault's fixed point."""
    assert explain(expit(RATIO + size * np.sign(np.sin(12 * X))), RATIO, MASS) == ""
