"""What D's rows were, and what they scored."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from gancheck.tracing.loop.judged import Part, score_position
from tests.tracing.loops import Gan, M, X, mlp, softplus, watched


def test_parts_scores_and_pulls() -> None:
    pair = watched(Gan(), n=3)
    assert [j.what for j in pair.judged] == ["real", "fake", "fake"] * 3
    assert [(j.rows, j.main) for j in pair.judged] == [(M, 0)] * 9
    fakes = [j.parts[0].source for j in pair.judged if j.what == "fake"]
    assert fakes == [call.index for call in pair.generated]
    first = pair.judged[0]
    pull = first.pulled(frozenset({0}))
    assert pull is not None
    assert first.score.values is not None
    np.testing.assert_allclose(pull, -1 / (1 + np.exp(first.score.values)) / M, rtol=1e-5)
    assert first.pulled(frozenset({1})) is None


def test_trials_before_training_are_left_out() -> None:
    """Libraries, and people, call a net on random numbers to see what shape comes out."""

    class Tried(Gan):
        def run(self, order: str = "DG", n: int = 8) -> None:
            with torch.no_grad():
                self.g_loss()
            self.d(torch.rand(2, X))
            super().run(order, n)

    assert [j.what for j in watched(Tried(), n=3).judged] == ["real", "fake", "fake"] * 3


def test_a_mixed_minibatch_is_taken_apart() -> None:
    class Mixed(Gan):
        def d_loss(self) -> Any:
            real, fake = self.real()[:10], self.fake().detach()
            score = self.d(torch.cat([real, fake]))
            return softplus(-score[:10]).mean() + softplus(score[10:]).mean()

    judged = watched(Mixed(), n=3).judged[::2]
    for j in judged:
        assert j.what == "real + fake"
        assert [(part.start, part.stop, part.what) for part in j.parts] == [(0, 10, "real"), (10, 10 + M, "fake")]
        assert [j.of(part) for part in j.parts] == [slice(0, 10), slice(10, 10 + M)]


@pytest.mark.parametrize("scores", [1, 6])
def test_several_scores_a_row(scores: int) -> None:
    (first, *_) = watched(Gan(d=mlp(X, scores)), n=3).judged
    assert first.of(Part(2, 5, "real", None)) == slice(2 * scores, 5 * scores)


def test_points_of_a_penalty() -> None:
    class Penalised(Gan):
        def d_loss(self) -> Any:
            points = torch.randn(M, X, requires_grad=True)
            (slopes,) = torch.autograd.grad(self.d(points).sum(), points, create_graph=True)
            return super().d_loss() + slopes.pow(2).mean()

    assert [j.what for j in watched(Penalised(), n=3).judged] == ["points", "real", "fake", "fake"] * 3


def test_fakes_that_are_altered_are_fakes_as_a_rule() -> None:
    class Blurred(Gan):
        """Noise is put on what D is shown, so much in one iteration that the fakes are not known again."""

        turn = 0

        def d_loss(self) -> Any:
            self.turn += 1
            fake = self.fake().detach()
            size = 10.0 if self.turn == 4 else 0.2
            shown = fake + size * fake.std() * torch.randn_like(fake)
            return softplus(-self.d(self.real())).mean() + softplus(self.d(shown)).mean()

    assert [j.what for j in watched(Blurred(), n=8).judged] == ["real", "fake", "fake"] * 8


def test_the_score_is_the_narrowest_output_that_anything_pulls_on() -> None:
    class Judge(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.net, self.head = mlp(X, 6), nn.Linear(6, 1)

        def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
            h = self.net(x)
            score = self.head(h)
            return h, score, score.sigmoid()

    class Several(Gan):
        def __init__(self) -> None:
            judge = Judge()
            super().__init__(d=judge)
            self.d = lambda x: judge(x)[1]  # type: ignore[assignment]

    pair = watched(Several(), n=3)
    ends = [call for call in pair.recorder.calls if call.net == pair.discriminator.last.number]
    assert score_position(ends) == 1
    assert all(j.score is end.outputs[1] for j, end in zip(pair.judged, ends, strict=True))
    assert score_position([]) == 0
