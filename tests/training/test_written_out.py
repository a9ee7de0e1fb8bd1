"""The written-out iteration against the plain lines of `Algorithm1`."""

import copy

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from gancheck.theory import OBJECTIVES, Gaussian, Mixture, ring
from gancheck.training import PAPER, REF, Decay, MomentumRamp, Network, NonFiniteError, Recipe, Rule, Trainer
from gancheck.training.game import Game
from gancheck.training.graph import why_not_captured
from gancheck.training.written_out import BLOCK

TWO = Mixture([Gaussian(-1.0, 0.5), Gaussian(1.0, 0.5)])
NETWORKS = st.builds(
    Network,
    widths=st.lists(st.integers(1, 20), max_size=3).map(tuple),
    activation=st.sampled_from(["relu", "leaky-relu", "tanh", "sigmoid"]),
    output=st.sampled_from([None, None, "tanh"]),
)
RULES = st.sampled_from(
    [
        Rule("SGD", 0.05),
        Rule("SGD", 0.05, momentum=0.5, nesterov=True),
        Rule("SGD", 0.02, momentum=0.9, weight_decay=0.01),
        Rule("SGD", 0.02, momentum=0.3, foreach=False),
        Rule("MomentumSGD", 0.02, momentum=0.5),
        Rule("Adam", 0.004, betas=(0.0, 0.9)),
        Rule("Adam", 0.004, amsgrad=True),
        Rule("AdamW", 0.004, weight_decay=0.1),
        Rule("RMSprop", 0.004),
        Rule("Adagrad", 0.01),
        Rule("NAdam", 0.004),
        Rule("Rprop", 0.001),
    ]
)
RECIPES = st.builds(
    Recipe,
    name=st.just("drawn"),
    generator_rule=RULES,
    discriminator_rule=RULES,
    objective=st.sampled_from(sorted(OBJECTIVES)),
    k=st.integers(1, 3),
    minibatch=st.integers(1, 9),
    iterations=st.just(60),
    latent=st.sampled_from([1, 3, 18]),
    generator=NETWORKS,
    discriminator=NETWORKS.map(lambda network: Network(network.widths, network.activation)),
    decay=st.sampled_from([Decay("none"), Decay("linear"), Decay("exponential", factor=1.1)]),
    average=st.sampled_from([None, 0.9]),
)


def _tensors(trainer: Trainer) -> list[Tensor]:
    """All numbers of a trainer: weights, averages, optimizers."""
    found: list[Tensor] = []

    def collect(value: object) -> None:
        if isinstance(value, dict):
            for key in sorted(value, key=str):
                collect(value[key])
        elif isinstance(value, Tensor) and value.dtype != torch.uint8:
            found.append(value)

    collect(trainer.game.state_dict())
    return found


def _gap(one: Trainer, two: Trainer) -> float:
    pairs = list(zip(_tensors(one), _tensors(two), strict=True))
    assert len(pairs) > 3
    return max(((a - b).abs() / (1 + b.abs())).max().item() for a, b in pairs)


@settings(max_examples=60)
@given(RECIPES, st.integers(1, 12), st.sampled_from([TWO, ring()]))
def test_it_is_the_plain_iteration_to_rounding(recipe: Recipe, iterations: int, p_data: Mixture) -> None:
    """In float64, all numbers, relative to 1 and themselves, after up to 12 iterations of every kind of recipe.

    Rprop moves by the signs of gradients, which rounding can turn where they vanish: 1e-6 is far below its steps.
    """
    trainers = [Trainer(p_data, recipe, seed=1, dtype=torch.float64, path=path) for path in ("plain", "written-out")]
    try:
        for trainer in trainers:
            trainer.run(iterations)
    except NonFiniteError:
        return
    plain, written_out = trainers
    assert (plain.game.why_plain, written_out.game.why_plain) == ("asked for", None)
    assert _gap(written_out, plain) < 1e-6
    assert plain.losses is not None
    assert written_out.losses is not None
    torch.testing.assert_close(written_out.losses, plain.losses, rtol=1e-6, atol=1e-6)
    for a, b in zip(plain.game.generator.parameters(), written_out.game.generator.parameters(), strict=True):
        torch.testing.assert_close(a.grad, b.grad, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(
    "recipe", [REF, REF.replace(k=2, average=None), PAPER.replace(momentum_ramp=MomentumRamp(0.5, 0.7, 20))]
)
def test_it_stays_close_over_blocks(recipe: Recipe) -> None:
    """In float64 the two stay within 1e-9 after several blocks; a fault of one minibatch moves them by over 1e-4."""
    trainers = [Trainer(TWO, recipe, seed=2, dtype=torch.float64, path=path) for path in ("plain", "written-out")]
    for trainer in trainers:
        trainer.run(3 * BLOCK + 7)
    assert _gap(trainers[1], trainers[0]) < 1e-9


def test_paths_take_turns_in_one_run() -> None:
    """A hook is seen from the iteration on that follows it, and the run goes on as if on one path."""
    turning, plain = (Trainer(TWO, REF, seed=4, dtype=torch.float64, path=path) for path in ("auto", "plain"))
    calls: list[int] = []
    turning.run(5)
    handle = turning.game.generator[0].register_forward_hook(lambda *_: calls.append(turning.iteration))
    turning.run(3)
    assert "has hooks" in (turning.game.why_plain or "")
    assert calls == [5, 5, 6, 6, 7, 7]
    handle.remove()
    turning.run(40)
    assert turning.game.why_plain is None
    assert len(calls) == 6
    plain.run(48)
    assert _gap(turning, plain) < 1e-9


def test_a_moved_or_changed_network_is_taken_up() -> None:
    changed, plain = (Trainer(TWO, REF, seed=4, dtype=torch.float64, path=path) for path in ("auto", "plain"))
    for trainer in (changed, plain):
        trainer.run(5)
        trainer.game.generator[1] = nn.Tanh()
        trainer.run(5)
        for parameter in trainer.game.discriminator.parameters():
            parameter.data = parameter.data.clone()
        trainer.run(5)
        with torch.no_grad():
            trainer.game.discriminator[0].weight.mul_(0.5)
        trainer.run(5)
    assert changed.game.why_plain is None
    assert _gap(changed, plain) < 1e-9


def test_other_networks_take_the_plain_path_and_say_why() -> None:
    for network, why in (
        (Network((8,), "maxout"), "Maxout"),
        (Network((8,), hidden_dropout=0.5), "Dropout"),
        (Network((8,), "softplus"), "Softplus"),
    ):
        trainer = Trainer(TWO, REF.replace(discriminator=network))
        assert "the discriminator: " in (trainer.game.why_plain or "")
        assert why in (trainer.game.why_plain or "")
        trainer.run(2)
        with pytest.raises(ValueError, match=r"cannot be taken by the path 'written-out': the discriminator: "):
            Trainer(TWO, REF.replace(discriminator=network), path="written-out")
    with pytest.raises(ValueError, match="LBFGS mixes"):
        Trainer(TWO, REF.replace(generator_rule=Rule("LBFGS", 0.1)), path="written-out")
    with pytest.raises(ValueError, match="one of auto, plain, written-out, graph, not 'fast'"):
        Trainer(TWO, REF, path="fast")
    twice = nn.Linear(1, 1)
    trainer = Trainer(TWO, REF, discriminator=nn.Sequential(twice, twice))
    assert "used twice" in (trainer.game.why_plain or "")
    two_outputs = Trainer(TWO, REF, discriminator=nn.Sequential(nn.Linear(1, 2), nn.Flatten(-2), nn.Linear(2, 1)))
    assert "not written out" in (two_outputs.game.why_plain or "")


@pytest.mark.parametrize("at", [0, 1, BLOCK - 1, BLOCK, BLOCK + 5])
def test_divergence_within_a_block_stops_where_the_plain_path_stops(at: int) -> None:
    """The rate of a recipe that breaks after `at` iterations: same iteration, tensor and weights."""

    class Breaking(Decay):
        def rate(self, lr: float, iteration: int, iterations: int) -> float:
            return 1e200 if iteration == at else lr

    recipe = REF.replace(decay=Breaking(), average=None, discriminator_rule=Rule("SGD", 0.1))
    caught = []
    for path in ("plain", "written-out"):
        trainer = Trainer(TWO, recipe, seed=1, dtype=torch.float64, path=path)
        with pytest.raises(NonFiniteError) as error:
            trainer.run(3 * BLOCK)
        caught.append((error.value.iteration, error.value.tensor, trainer.iteration))
    assert caught[0] == caught[1]
    assert caught[0][0] in (at + 1, at + 2)


def test_a_copy_trains_on_its_own() -> None:
    trainer = Trainer(TWO, REF, seed=1)
    trainer.run(5)
    weights = copy.deepcopy(list(trainer.game.generator.parameters()))
    twin = copy.deepcopy(trainer.game.generator)
    with torch.no_grad():
        twin[0].weight.zero_()
    assert all(torch.equal(a, b) for a, b in zip(weights, trainer.game.generator.parameters(), strict=True))


@pytest.mark.parametrize("recipe", [REF, PAPER], ids=lambda recipe: recipe.name)
def test_a_captured_iteration_is_the_same(recipe: Recipe) -> None:
    """On a CPU, with a capture that runs the body three times first as CUDA's does, and then does the same again."""
    captures: list[int] = []

    def capture(body):  # type: ignore[no-untyped-def]
        captures.append(1)
        for _ in range(3):
            body()
        return body

    def game(path: str) -> Game:
        torch.manual_seed(0)
        return Game(
            TWO,
            recipe,
            *(player.double() for player in recipe.build(1)),
            data_seeds=1,
            noise_seeds=2,
            device="cpu",
            dtype=torch.float64,
            path=path,
            capture=capture,
        )

    graph, plain = game("graph"), game("plain")
    graph.run(40)
    for _ in range(40):
        plain.advance()
    assert captures == [1]
    for a, b in zip(graph.generator.parameters(), plain.generator.parameters(), strict=True):
        torch.testing.assert_close(a, b, rtol=0, atol=1e-7)  # the rates on the device are float32


def test_what_is_not_captured() -> None:
    with pytest.raises(ValueError, match="there is no CUDA device"):
        Trainer(TWO, REF, path="graph")
    assert "MomentumSGD" in (why_not_captured(([Rule("MomentumSGD", 0.1)], []), REF) or "")
    ramped = PAPER.replace(momentum_ramp=MomentumRamp(0.5, 0.7, 20))
    assert why_not_captured(([PAPER.generator_rule], []), ramped) == "the momentum rises"
