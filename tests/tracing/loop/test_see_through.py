"""Frozen networks between G and D."""

from __future__ import annotations

from typing import Any

from torch import Tensor

from gancheck.tracing.loop.see_through import see_through
from gancheck.tracing.recording.events import Piece
from tests.tracing.loops import Gan, M, X, mlp, pair_of, softplus, watch


class Projected(Gan):
    """D judges the features of a frozen net."""

    def __init__(self) -> None:
        super().__init__(d=mlp(4, 1))
        self.features = mlp(X, 4).requires_grad_(False)

    def judge(self, x: Tensor) -> Tensor:
        score: Tensor = self.d(self.features(x))
        return score

    def d_loss(self) -> Any:
        return softplus(-self.judge(self.real())).mean() + softplus(self.judge(self.fake().detach())).mean()

    def g_loss(self) -> Any:
        return softplus(-self.judge(self.fake())).mean()


def test_fakes_stay_fakes_and_data_data() -> None:
    observed = watch(Projected(), n=6)
    for _ in range(2):  # A second time changes nothing.
        see_through(observed.recorder)
        pair = pair_of(observed)
        assert [j.what for j in pair.judged] == ["real", "fake", "fake"] * 6
        assert [j.parts[0].source for j in pair.judged if j.what == "fake"] == [c.index for c in pair.generated]
        assert (len(pair.d_updates), len(pair.g_updates)) == (6, 6)


def test_a_generator_that_nobody_trains_is_no_window() -> None:
    class Forgotten(Gan):
        def step_g(self) -> None:
            self.g_loss().backward()

    observed = watch(Forgotten(), n=6)
    before = [call.origins for call in observed.recorder.calls]
    see_through(observed.recorder)
    assert [call.origins for call in observed.recorder.calls] == before
    assert any(piece == Piece(0, M, 1) for pieces in before for (piece,) in pieces)


def test_a_net_of_features_that_feeds_nothing() -> None:
    class Perceptual(Gan):
        def __init__(self) -> None:
            super().__init__()
            self.features = mlp(X, 4).requires_grad_(False)

        def g_loss(self) -> Any:
            fake = self.fake()
            return softplus(-self.d(fake)).mean() + (self.features(fake) - self.features(self.real())).pow(2).mean()

    observed = watch(Perceptual(), n=6)
    before = [call.origins for call in observed.recorder.calls]
    see_through(observed.recorder)
    assert [call.origins for call in observed.recorder.calls] == before
