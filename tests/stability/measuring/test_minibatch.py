"""With neither p_data nor data: D and the fakes beside the rows of one step."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from gancheck.stability.measuring.faults import UserFault
from gancheck.stability.measuring.minibatch import compared_with_a_minibatch
from gancheck.stability.measuring.scores import Scores

FAKE = torch.randn(200, 2, generator=torch.Generator().manual_seed(0))
FIRST = Scores(lambda x: x[:, 0], "logits", 1)


def test_separation_and_width() -> None:
    found = compared_with_a_minibatch(FAKE, 2 * FAKE.numpy() + 100, FIRST)
    assert found.separation.area == 1.0
    assert found.spread == pytest.approx(0.5)
    assert found.jsd is None
    assert found.location == ()


def test_without_rows_or_scores_less_is_known() -> None:
    assert compared_with_a_minibatch(FAKE, None, FIRST).separation.d_fake == pytest.approx(
        float(FAKE[:, 0].sigmoid().mean()), abs=1e-6
    )
    assert math.isnan(compared_with_a_minibatch(FAKE, None, None).spread)
    assert math.isnan(compared_with_a_minibatch(FAKE, torch.ones(9, 2), None).spread)  # they have no width


@pytest.mark.parametrize(
    ("real", "sentence"),
    [
        ([1.0, 2.0], "real is a list; it has to be a tensor or an array of rows"),
        (torch.zeros(9, 3), r"real has shape \(9, 3\); it has to be 2 rows or more of \(2,\)"),
        (np.zeros(()), r"real has shape \(\)"),
    ],
)
def test_what_is_wrong_is_one_sentence(real: object, sentence: str) -> None:
    with pytest.raises(UserFault, match=sentence):
        compared_with_a_minibatch(FAKE, real, FIRST)
