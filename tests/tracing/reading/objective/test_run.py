from __future__ import annotations

import torch

from gancheck.tracing.reading.objective.run import gather, probabilities
from tests.tracing.reading.objective.textbook import LAWS, run


def told(name: str, **more: object) -> bool | None:
    d, g = run(LAWS[name], 1, **more)  # type: ignore[arg-type]
    return probabilities([gather(d, None), gather(g, None)])


def test_probabilities_are_known_by_their_values() -> None:
    assert told("non-saturating") is False
    # Saturated sigmoids come close to both ends and cross neither.
    assert told("non-saturating, BCELoss", spread=3.0) is True
    assert told("non-saturating, BCELoss", spread=10.0, drift=10.0) is True


def test_scores_inside_by_chance_stay_open() -> None:
    assert told("non-saturating, BCELoss", spread=1e-3, drift=0.0) is None
    assert told("non-saturating, BCELoss", spread=0.5, drift=0.5) is None
    assert told("non-saturating, BCELoss", steps=1, n=4) is None


def test_a_part_holds_whole_updates() -> None:
    whole = gather(run(LAWS["hinge"], 1, steps=50, n=64, dtype=torch.float64)[0], None)
    part = whole.part(800)
    assert part.real is not None
    assert part.fake is not None
    assert len(part.real.values) % 64 == 0
    assert 4 * 64 <= len(part.real.values) <= 800
    assert part.real.step.tolist() == part.fake.step.tolist()
    assert whole.part(10**6) is whole
