"""Fakes beside the real rows of one training step: all there is where no data were given."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from gancheck.stability.measuring.comparison import Compared
from gancheck.stability.measuring.faults import UserFault
from gancheck.stability.measuring.rows import flat
from gancheck.stability.measuring.scores import Scores
from gancheck.stability.measuring.separation import Separation, separation


def compared_with_a_minibatch(fake: Tensor, real: Any, scores: Scores | None) -> Compared:
    """D on fakes and, where `real` rows are given, on them, with the fakes' width over theirs.

    They are rows that D was trained on, so its separation and its bound of the JSD may come out too high.
    """
    rows = None if real is None else torch.as_tensor(real).detach() if isinstance(real, Tensor | np.ndarray) else None
    if real is not None and rows is None:
        raise UserFault(f"real is a {type(real).__name__}; it has to be a tensor or an array of rows")
    if rows is not None and (rows.ndim == 0 or len(rows) < 2 or rows[0].numel() != fake[0].numel()):
        raise UserFault(f"real has shape {tuple(rows.shape)}; it has to be 2 rows or more of {tuple(fake.shape[1:])}")
    seen = Separation()
    if scores is not None:
        on_real = None if rows is None else scores.of(rows.reshape(len(rows), *fake.shape[1:]).to(fake))
        seen = separation(on_real, scores.of(fake), logits=scores.logits)
    if rows is None:
        return Compared(seen)
    variance = float(flat(rows).var(0).sum())
    spread = float(flat(fake).var(0).sum() / variance) ** 0.5 if variance > 0 else float("nan")
    return Compared(seen, spread=spread)
