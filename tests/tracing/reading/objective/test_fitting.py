from __future__ import annotations

import numpy as np
import pytest
import torch

from gancheck.tracing.reading.objective.choosing import ACCEPTED, candidates, subject
from gancheck.tracing.reading.objective.pointwise import CONSTANT, LINEAR, LOGISTIC
from gancheck.tracing.reading.objective.run import gather
from tests.tracing.reading.objective.textbook import LAWS, run


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_right_losses_leave_less_than_a_rounding_and_wrong_ones_thousands(dtype: torch.dtype) -> None:
    # On outputs that spread over 1: greatest right 0.4 roundings (3e-7 in float32), least wrong 3e3 (0.009).
    for name in ("non-saturating", "least squares", "softmax", "f-gan:kl", "f-gan:squared-hellinger"):
        law = LAWS[name]
        for seed in range(3):
            whole = gather(run(law, seed, dtype=dtype)[0], False)
            found = [(m, one) for one in candidates() if (m := one.explain(subject(one, whole))) is not None]
            right = min(m.roundings for m, _ in found if m.family == law.d_family)
            wrong = min(m.roundings for m, _ in found if m.family != law.d_family)
            assert right < 1 < ACCEPTED < 1000 < wrong
            assert min(m.residual for m, _ in found if m.family == law.d_family) < (
                1e-6 if dtype == torch.float32 else 1e-14
            )
            assert min(m.residual for m, _ in found if m.family != law.d_family) > 5e-3


def test_a_few_huge_pulls_do_not_decide() -> None:
    whole = gather(run(LAWS["non-saturating, BCELoss"], 1, spread=3.0, drift=3.0)[0], True)
    assert whole.fake is not None
    assert whole.fake.pulls.max() > 1000
    found = LINEAR.explain(whole)
    assert found is None or found.residual > 0.1


def test_errors_cover_what_rounding_moves() -> None:
    for seed in range(5):
        whole = gather(run(LAWS["non-saturating"], seed, spread=0.01, drift=0.0)[0], False)
        found = LOGISTIC.explain(whole)
        assert found is not None
        assert found.real is not None
        assert found.real.weight == pytest.approx(1.0, abs=1e-4)
        assert found.real.target == 1.0
        constant = CONSTANT.explain(whole)
        assert constant is not None
        assert constant.roundings > ACCEPTED
        assert np.isfinite(found.residual)
