"""What stands between scores and a loss, against what the loss was written as."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from tests.tracing.loops import Gan, M, watch


class Lossy(Gan):
    """G's loss is given; it is made of D's scores alone."""

    def __init__(self, loss: Callable[[Tensor], Tensor]) -> None:
        super().__init__()
        self.loss = loss

    def g_loss(self) -> Any:
        return self.loss(self.d(self.fake()))


@pytest.mark.parametrize(
    ("loss", "operation", "terms"),
    [
        (lambda o: -o.mean(), "MeanBackward0", 1),
        (lambda o: F.relu(1 - o).mean(), "ReluBackward0", M),
        (lambda o: torch.clamp(1 - o, min=0).mean(), "ClampBackward1", M),
        (lambda o: ((o - torch.ones(M)) ** 2).mean(), "SubBackward0", M * M),
        (lambda o: F.mse_loss(o.squeeze(), torch.ones(M)), "MseLossBackward0", M),
        (lambda o: F.binary_cross_entropy_with_logits(o, torch.ones(M, 1)), "BinaryCrossEntropyWithLogitsBackward0", 1),
    ],
)
def test_operations_and_terms(loss: Callable[[Tensor], Tensor], operation: str, terms: int) -> None:
    passes = watch(Lossy(loss)).recorder.passes
    assert operation in passes[1].operations
    assert passes[1].terms == terms
    # What is inside the nets is none of the loss.
    assert not any(name.startswith(("Addmm", "LeakyRelu")) for during in passes for name in during.operations)


def test_the_first_passes_of_each_line_are_looked_at() -> None:
    passes = watch(Lossy(lambda o: -o.mean()), n=12).recorder.passes
    assert [bool(during.operations) for during in passes] == [True] * 16 + [False] * 8
