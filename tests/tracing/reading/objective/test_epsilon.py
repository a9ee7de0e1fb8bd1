from __future__ import annotations

import pytest
import torch

from gancheck.tracing.reading.objective import read
from tests.tracing.reading.objective.faulty import entropy, entropy_p
from tests.tracing.reading.objective.textbook import Law, bce_p, log_p, run


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("eps", [1e-3, 1e-2, 0.05, 0.1])
def test_an_epsilon_is_measured(eps: float, dtype: torch.dtype) -> None:
    law = Law("", entropy_p, lambda r, f: -log_p(f + eps), "probability", "", "")
    _, g = read(*run(law, 1, spread=2.0, drift=2.0, dtype=dtype))
    assert g.epsilon == pytest.approx(eps, rel=1e-2)
    # A thousandth takes half the pull from too few of these outputs to matter.
    assert ("epsilon" in g.causes) == (eps > 1e-3)


@pytest.mark.parametrize("output", ["logit", "probability"])
def test_an_epsilon_that_kills_the_gradient(output: str) -> None:
    if output == "logit":
        law = Law("", entropy, lambda r, f: -log_p(f.sigmoid() + 1e-8), "logit", "", "")
    else:
        law = Law("", entropy_p, lambda r, f: -log_p(f + 1e-8), "probability", "", "")
    _, g = read(*run(law, 1, spread=1.0, drift=25.0))
    assert g.causes == ("epsilon",)
    assert g.epsilon == pytest.approx(1e-8, rel=1e-2)


def test_the_same_epsilon_is_harmless_where_d_is_not_sure() -> None:
    law = Law("", entropy, lambda r, f: -log_p(f.sigmoid() + 1e-8), "logit", "", "")
    _, g = read(*run(law, 1, spread=1.0, drift=2.0))
    assert g.causes == ()
    assert g.name == "non-saturating"


def test_a_clamp_before_the_log() -> None:
    def clamped(p: torch.Tensor) -> torch.Tensor:
        return p.clamp(0.05, 0.95)

    law = Law(
        "", lambda r, f: bce_p(clamped(r), 1.0) + bce_p(clamped(f), 0.0), lambda r, f: bce_p(clamped(f), 1.0),
        "probability", "", "",
    )  # fmt: skip
    d, g = read(*run(law, 1, spread=1.5, drift=2.0))
    assert d.family == g.family == "binary cross-entropy"
    assert g.epsilon == pytest.approx(0.05, abs=0.01)
    assert g.causes == ("epsilon",)


def test_bceloss_clamps_that_are_never_reached_are_not_seen() -> None:
    law = Law("", entropy_p, lambda r, f: bce_p(f, 1.0), "probability", "", "")
    d, g = read(*run(law, 1, spread=1.0, drift=12.0))
    assert d.epsilon == g.epsilon == 0
    assert d.causes == g.causes == ()
