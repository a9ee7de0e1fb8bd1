"""The JSD over cells of a data set whose density is not known: an estimate."""

from __future__ import annotations

import torch
from torch import Tensor

from gancheck.evidence.masses import jsd_of_masses
from gancheck.stability.measuring.clusters import centers_of

CELLS = 128


class Cells:
    """At most 128 cells around k-means centers of the reference rows, and how many held-out rows are in each."""

    def __init__(self, reference: Tensor, held: Tensor, seed: int) -> None:
        self._centers = centers_of(reference, min(CELLS, len(reference) // 5), seed)
        self._real = self._counts(held)

    def jsd(self, fake: Tensor) -> float:
        """The JSD over the cells, from coordinates of fakes `(n, k)`, less the bias of both samples; at least 0.

        Merging rows into cells lowers it, so it is below the JSD but for chance; (cells - 1) / 8n is the bias to
        first order, as in `gancheck.evidence.binned`.
        """
        p, q = (counts / counts.sum() for counts in (self._real, self._counts(fake)))
        plug_in = float(jsd_of_masses(p.numpy(), q.numpy()))
        bias = (len(self._centers) - 1) / 8 * (1 / float(self._real.sum()) + 1 / len(fake))
        return max(plug_in - bias, 0.0)

    def _counts(self, rows: Tensor) -> Tensor:
        nearest = torch.cdist(rows, self._centers).argmin(1)
        return nearest.bincount(minlength=len(self._centers)).double()
