from __future__ import annotations

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from gancheck.tracing.reading.penalty.probability import bent_by_sigmoid, read_probability

SEEDS = st.integers(0, 2**31)


def slopes_of(sigmoid: bool, seed: int, spread: float) -> tuple[np.ndarray, np.ndarray]:
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(256, 8, generator=generator, requires_grad=True)
    weight = torch.randn(8, 1, generator=generator) * spread / 8**0.5
    outputs = (x + 0.2 * x.tanh()) @ weight
    outputs = outputs.sigmoid() if sigmoid else outputs
    (slopes,) = torch.autograd.grad(outputs.sum(), x)
    return outputs.detach().numpy().ravel().astype(float), slopes.norm(dim=1).numpy().astype(float)


@given(seed=SEEDS)
def test_a_sigmoid_that_has_spread_is_seen(seed: int) -> None:
    outputs, slopes = slopes_of(True, seed, 4.0)
    varies = np.ptp(outputs) > 0.7  # Short weight vectors leave all outputs near one half.
    assert read_probability(outputs, slopes) in ((True,) if varies else (True, None))


@given(seed=SEEDS)
def test_scores_outside_the_unit_interval_are_no_probabilities(seed: int) -> None:
    assert read_probability(*slopes_of(False, seed, 4.0)) is False


@given(seed=SEEDS)
def test_scores_that_happen_to_lie_inside_are_not_called_probabilities(seed: int) -> None:
    # False alarm: 1e-4 by the test's level, less for the slope that has to be near 1.
    outputs, slopes = slopes_of(False, seed, 1.0)
    inside = 0.02 + 0.96 * (outputs - outputs.min()) / np.ptp(outputs)
    assert read_probability(inside, slopes) is None


def test_outputs_near_one_half_say_nothing() -> None:
    outputs, slopes = slopes_of(True, 0, 0.1)
    assert read_probability(outputs, slopes) is None
    assert read_probability(outputs[:8], slopes[:8]) is None
    assert read_probability(np.concatenate((outputs, outputs)), slopes) is None


@given(seed=SEEDS, behind=st.sampled_from(["sigmoid", "tanh", "nothing"]), both=st.booleans())
def test_a_sigmoid_behind_d_bends_what_flows_back(seed: int, behind: str, both: bool) -> None:
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(32, 8, generator=generator, requires_grad=True)
    outputs = (x + 0.2 * x.tanh()) @ torch.randn(8, 1, generator=generator)
    shown = outputs if behind == "nothing" else getattr(torch, behind)(outputs)
    (slopes,) = torch.autograd.grad(shown.sum(), x, create_graph=True)
    loss = (slopes.norm(dim=1) - 1).square().mean() + (outputs.mean() if both else 0)
    pulls, bends = torch.autograd.grad(loss, (slopes, outputs), allow_unused=True)
    bends = torch.zeros_like(outputs) if bends is None else bends
    arrays = [t.detach().numpy().astype(float) for t in (outputs.reshape(-1), slopes, pulls, bends.reshape(-1))]
    # A loss of the outputs themselves is something else.
    assert bent_by_sigmoid(*arrays) is (behind == "sigmoid" and not both)
