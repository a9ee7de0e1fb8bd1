"""Near-duplicates among samples: the pairs that a distance calls the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from torch import Tensor

Distance = Callable[[Tensor, Tensor], Tensor]

_BLOCK = 1024


@dataclass(frozen=True, eq=False)
class Duplicates:
    """How many of `samples` rows are `distinct`, and the `pairs` `(p, 2)` of rows that are the same, nearest first.

    Rows that are linked by a chain of pairs count once: `support_size(samples, distinct)` says what that means for the
    support, and `pairs[0]` is what to look at.
    """

    samples: int
    distinct: int
    pairs: Tensor


def near_duplicates(samples: Tensor, threshold: float = 0.0, distance: Distance | None = None) -> Duplicates:
    """Find the pairs of rows of `samples` `(n, ...)` no farther apart than `threshold`.

    `distance` takes blocks of rows `(a, ...)` and `(b, ...)` to distances `(a, b)`, in any unit that the threshold is
    in: Euclidean unless given; for images one between features is better. Arora and Zhang 2017 take the nearest 20
    pairs and look at them: a threshold says nothing of itself unless pairs of real data stay above it. Raises
    ValueError for no rows, a negative threshold, or distances that are not numbers or of another shape.
    """
    if not samples.ndim or not len(samples):
        raise ValueError(f"give at least one row of samples, not a tensor of shape {tuple(samples.shape)}")
    if not threshold >= 0:
        raise ValueError(f"the threshold has to be at least 0, not {threshold}")
    rows, measure = samples.detach(), distance or _euclidean
    found, apart = [], []
    for top in range(0, len(rows), _BLOCK):
        for left in range(top, len(rows), _BLOCK):
            a, b = rows[top : top + _BLOCK], rows[left : left + _BLOCK]
            block = measure(a, b).detach()
            if block.shape != (len(a), len(b)) or bool(block.isnan().any()):
                raise ValueError(f"distance has to return numbers of shape {(len(a), len(b))}, a row of each a row")
            near = block <= threshold
            if top == left:
                near = near.triu(1)
            first, second = near.nonzero(as_tuple=True)
            found.append(torch.stack([first + top, second + left], dim=1).cpu())
            apart.append(block[first, second].cpu())
    pairs = torch.cat(found)[torch.cat(apart).argsort(stable=True)]
    ones = torch.ones(len(pairs)).numpy()
    links = coo_matrix((ones, (pairs[:, 0].numpy(), pairs[:, 1].numpy())), shape=(len(rows), len(rows)))
    distinct, _ = connected_components(links, directed=False)
    return Duplicates(len(rows), int(distinct), pairs)


def _euclidean(a: Tensor, b: Tensor) -> Tensor:
    """Distances without matrix products, which would lose small ones."""
    a, b = a.reshape(len(a), -1).double(), b.reshape(len(b), -1).double()
    return torch.cdist(a, b, compute_mode="donot_use_mm_for_euclid_dist")
