from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor
from torch.nn import functional as F

from gancheck.tracing.reading.objective import read
from gancheck.tracing.reading.objective.classes import one_logit
from tests.tracing.reading.objective.textbook import LAWS, Law, run


def cross_entropy(outputs: Tensor, label: int) -> Tensor:
    return F.cross_entropy(outputs.view(-1, 2), torch.full((len(outputs) // 2,), label))


def test_two_outputs_a_row_are_one_logit() -> None:
    law = Law(
        "", lambda r, f: cross_entropy(r, 1) + cross_entropy(f, 0), lambda r, f: cross_entropy(f, 1), "logit", "", ""
    )
    d, g = ([replace(u, samples=32) for u in updates] for updates in run(law, 1))
    first, second = read(d, g)
    assert first.family == second.family == "binary cross-entropy"
    assert second.name == "non-saturating"
    assert first.causes == second.causes == ()
    assert first.real_is == "high"
    assert first.samples == 30 * 64


def test_patches_are_no_classes() -> None:
    d, _ = run(LAWS["non-saturating"], 1)
    twice = [replace(u, samples=32) for u in d]
    assert one_logit(twice) is twice
