"""A sketch of a sum is the sum of the sketches, and always of the same entries."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from gancheck.tracing.recording.arena import Arena
from gancheck.tracing.recording.sketches import Repeated, by_key, sketch, sketches


@pytest.mark.parametrize("shape", [(), (1,), (32, 32), (33, 32), (256, 256), (64, 3, 4, 4), (0,)])
def test_it_is_linear_and_small(shape: tuple[int, ...]) -> None:
    torch.manual_seed(0)
    a, b = torch.randn(2, *shape, dtype=torch.float64)
    np.testing.assert_allclose(sketch(3 * a - b), 3 * sketch(a) - sketch(b), atol=1e-12)
    assert sketch(a).size == a.numel() if a.numel() <= 1024 else 200 <= sketch(a).size <= 512


def test_every_column_is_looked_at() -> None:
    columns = torch.arange(256.0).expand(256, 256)
    assert len(np.unique(sketch(columns))) > 200


def test_it_is_a_copy_outside_of_the_graph() -> None:
    p = torch.ones(3, requires_grad=True)
    kept = sketch(p)
    p.data += 1
    assert kept.tolist() == [1, 1, 1]
    assert sketch(p).tolist() == [2, 2, 2]


def test_kinds() -> None:
    assert sketch(torch.ones(2, dtype=torch.float16)).dtype == np.float32
    assert sketch(torch.ones(2, dtype=torch.bfloat16)).dtype == np.float32
    assert sketch(torch.ones(2, dtype=torch.float64)).dtype == np.float64
    assert sketch(torch.eye(3).to_sparse()).tolist() == torch.eye(3).flatten().tolist()


def test_several_are_the_single_ones_beside_each_other() -> None:
    torch.manual_seed(0)
    tensors = [torch.randn(shape) for shape in ((), (7,), (64, 64), (0,), (33, 40))]
    for several in (tensors, [t.double() for t in tensors], [tensors[1], tensors[2].double()], []):
        kept, ends = sketches(several, Arena().floats)
        single = by_key(range(len(several)), kept, ends)
        assert all(np.array_equal(single[i], sketch(t)) for i, t in enumerate(several))


def test_taken_again_and_again() -> None:
    """Whether written in place, put elsewhere, or laid out in another way in between."""
    torch.manual_seed(0)
    tensors = [torch.randn(40, 40), torch.randn(3)]
    repeated = Repeated(tensors)
    for change in (
        lambda t: t.add_(1),
        lambda t: t.set_(t * 2),
        lambda t: t.set_(t.T.contiguous().T if t.dim() == 2 else t),
        lambda t: t.mul_(3),
    ):
        for t in tensors:
            change(t)
        kept, ends = repeated.take()
        assert all(np.array_equal(part, sketch(tensors[i])) for i, part in by_key(range(2), kept, ends).items())
