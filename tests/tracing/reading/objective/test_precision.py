from __future__ import annotations

import numpy as np
import pytest
import torch

from gancheck.tracing.reading.objective.precision import finest, rounding


@pytest.mark.parametrize(
    ("dtype", "eps"),
    [
        (torch.bfloat16, 2.0**-8),
        (torch.float16, 2.0**-11),
        (torch.float32, 2.0**-24),
        (torch.float64, 2.0**-50),
    ],
)
def test_the_type_is_read_off_the_bits(dtype: torch.dtype, eps: float) -> None:
    # Forty random numbers pass for a narrower type with probability below 2**-120.
    pulls = torch.rand(40, dtype=torch.float64, generator=torch.Generator().manual_seed(0)).to(dtype).double().numpy()
    assert rounding(pulls) == eps
    assert rounding(pulls * 2.0**16) == eps
    assert finest(pulls, eps) == (2.0**-25 if dtype == torch.float16 else 0.0)


def test_constant_pulls_count_as_float32() -> None:
    assert rounding(np.array([-1 / 64, 1 / 64, 0.0])) == 2.0**-24
    assert rounding(np.zeros(0)) == 2.0**-24
    assert rounding(np.array([0.1])) == 2.0**-50
