"""What is seen of the first iterations: who owns a step, and which noise the generator was fed."""

from __future__ import annotations

from collections import Counter

import pytest
import torch
from torch import Tensor, nn

from gancheck.checks import watching as module
from gancheck.checks.trial import Trial
from gancheck.checks.watching import ITERATIONS, Watched, watch
from gancheck.targets import Target
from tests.gans import odd, wrong
from tests.gans.handwritten import Handwritten


class Wrapped(Handwritten):
    """Both players inside modules that add nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.generator = nn.Sequential(nn.Sequential(self.generator))
        self.discriminator = nn.Sequential(self.discriminator)


class Shared(Handwritten):
    """The generator's step takes the noise of the discriminator's step."""

    def train_step(self, real: Tensor) -> None:
        z = torch.randn(len(real), 1)
        self.noise = lambda m: z  # type: ignore[method-assign]
        super().train_step(real)


class NoOptimizer(Handwritten):
    def train_step(self, real: Tensor) -> None:
        pass


def _watch(source: object) -> Watched:
    return watch(Trial(Target("t", source), seed=2, alpha=0.0))


@pytest.mark.parametrize("source", [Handwritten, Wrapped, odd.StepOnly, odd.OneForFake])
def test_two_minibatches_of_noise_an_iteration_and_one_step_of_each_player(source: type) -> None:
    seen = _watch(source)
    # The optimizers are first known when they step, and the step is judged from the second on.
    assert Counter(seen.player(step.optimizer) for step in seen.steps) == {
        "the discriminator": ITERATIONS - 1,
        "the generator": ITERATIONS - 1,
    }
    assert {step.freshness for step in seen.steps} == {"fresh"}
    assert Counter(iteration for iteration, _ in seen.noise) == dict.fromkeys(range(ITERATIONS), 2)
    assert {tuple(z.shape) for _, z in seen.noise} == {(128, 1)}
    rows = torch.cat([z for _, z in seen.noise])
    assert len(rows.unique()) > 0.99 * len(rows)


def test_the_k_minibatches_of_players_are_all_seen() -> None:
    def players() -> object:
        gan = odd.players()
        gan.k = 3
        return gan

    seen = _watch(players)
    assert Counter(iteration for iteration, _ in seen.noise) == dict.fromkeys(range(ITERATIONS), 4)
    counted = Counter(seen.player(step.optimizer) for step in seen.steps)
    assert counted == {"the discriminator": 3 * ITERATIONS - 1, "the generator": ITERATIONS - 1}


def test_shared_noise_is_the_same_twice() -> None:
    noise = _watch(Shared).noise
    assert all(torch.equal(a, b) for (_, a), (_, b) in zip(noise[::2], noise[1::2], strict=True))


def test_the_same_noise_in_every_iteration_is_seen() -> None:
    noise = _watch(wrong.ConstantNoise).noise
    assert all(torch.equal(z, noise[0][1]) for _, z in noise)


def test_accumulation_is_told_of_the_player_that_does_it() -> None:
    seen = _watch(wrong.MissingZeroGrad)
    stale = {seen.player(step.optimizer) for step in seen.steps if step.freshness == "accumulated"}
    assert stale == {"the discriminator"}


def test_without_optimizers_nothing_is_seen_and_a_stranger_has_no_name() -> None:
    seen = _watch(NoOptimizer)
    assert seen.steps == []
    assert seen.noise == []
    assert seen.player(1) == "an optimizer"


def test_an_output_of_other_width_does_not_reach() -> None:
    made = module.Call(frozenset({1}), torch.zeros(4, 1), torch.arange(8.0).reshape(4, 2), 0)
    narrow = module.Call(frozenset({2}), torch.arange(4.0)[:, None], torch.zeros(4, 1), 0)
    half = module.Call(frozenset({2}), torch.tensor([[0.0, 1.0], [2.0, 3.0], [9.0, 9.0], [9.0, 8.0]]), made.fed, 0)
    whole = module.Call(frozenset({2}), torch.cat([torch.full((4, 2), 7.5), made.returned]), made.fed, 0)
    assert [module._reaches(made, taken) for taken in (narrow, half, whole)] == [False, False, True]
