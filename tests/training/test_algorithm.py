"""The lines of Algorithm 1, each against a loop written by hand."""

import copy
import itertools
from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from gancheck.theory import objective
from gancheck.training import Algorithm1, mlp

M = 8


def _networks(seed: int, dtype: torch.dtype = torch.float32) -> tuple[nn.Sequential, nn.Sequential]:
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return mlp((2, 8, 8, 1), "relu").to(dtype), mlp((1, 8, 8, 1)).to(dtype)


def _draws(seed: int, width: int, dtype: torch.dtype = torch.float32) -> Callable[[], Tensor]:
    generator = torch.Generator().manual_seed(seed)
    return lambda: torch.randn(M, width, generator=generator, dtype=dtype)


def _counted(start: int, width: int) -> Callable[[], Tensor]:
    """Minibatches in which no number occurs twice."""
    numbers = itertools.count(start)
    return lambda: torch.tensor([[float(next(numbers)) for _ in range(width)] for _ in range(M)])


RULES: dict[str, Callable[[nn.Module], torch.optim.Optimizer]] = {
    "sgd": lambda net: torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.5),
    "adam": lambda net: torch.optim.Adam(net.parameters(), lr=0.01, betas=(0.0, 0.9)),
    "rmsprop": lambda net: torch.optim.RMSprop(net.parameters(), lr=0.01),
}


@pytest.mark.parametrize("k", [1, 3])
@pytest.mark.parametrize("name", ["minimax", "non-saturating", "least-squares"])
@pytest.mark.parametrize("rule", RULES)
def test_lockstep_with_the_loop_that_everyone_writes(rule: str, name: str, k: int) -> None:
    """Bitwise, although that loop detaches, calls backward on everything and clears gradients by hand."""
    loss = objective(name)
    g, d = _networks(1)
    hand_g, hand_d = copy.deepcopy(g), copy.deepcopy(d)
    algorithm = Algorithm1(g, d, RULES[rule](g), RULES[rule](d), loss, _draws(5, 2), _draws(6, 1), k)
    g_rule, d_rule, noise, data = RULES[rule](hand_g), RULES[rule](hand_d), _draws(5, 2), _draws(6, 1)
    for _ in range(20):
        losses = algorithm.iteration()
        for _ in range(k):
            z, x = noise(), data()
            d_rule.zero_grad()
            d_loss = loss.discriminator_loss(hand_d(x)[:, 0], hand_d(hand_g(z).detach())[:, 0])
            d_loss.backward()
            d_rule.step()
        g_rule.zero_grad()
        g_loss = loss.generator_loss(hand_d(hand_g(noise()))[:, 0])
        g_loss.backward()
        g_rule.step()
        assert torch.equal(losses.discriminator, d_loss)
        assert torch.equal(losses.generator, g_loss)
    for ours, theirs in zip(
        (*g.parameters(), *d.parameters()), (*hand_g.parameters(), *hand_d.parameters()), strict=True
    ):
        assert torch.equal(ours, theirs)


@pytest.mark.parametrize("name", ["minimax", "non-saturating"])
def test_linear_players_move_by_the_gradients_on_paper(name: str) -> None:
    """D = sigmoid(a x + c), G = b z + e: the derivatives of the paper's two lines by hand, without autograd."""
    g, d = nn.Linear(1, 1).double(), nn.Linear(1, 1).double()
    noise, data = _draws(1, 1, torch.float64), _draws(2, 1, torch.float64)
    b, e, a, c = g.weight.item(), g.bias.item(), d.weight.item(), d.bias.item()
    rate = 0.1
    algorithm = Algorithm1(
        g,
        d,
        torch.optim.SGD(g.parameters(), lr=rate),
        torch.optim.SGD(d.parameters(), lr=rate),
        objective(name),
        noise,
        data,
    )
    hand_noise, hand_data = _draws(1, 1, torch.float64), _draws(2, 1, torch.float64)
    for _ in range(5):
        algorithm.iteration()
        z, x = hand_noise(), hand_data()
        fake = b * z + e
        on_real, on_fake = torch.sigmoid(a * x + c), torch.sigmoid(a * fake + c)
        # d/do log sigmoid(o) = 1 - D and d/do log(1 - sigmoid(o)) = -D: the discriminator ascends.
        a, c = (
            a + rate * ((1 - on_real) * x - on_fake * fake).mean().item(),
            c + rate * ((1 - on_real) - on_fake).mean().item(),
        )
        z = hand_noise()
        on_fake = torch.sigmoid(a * (b * z + e) + c)
        # The generator descends log(1 - D), or ascends log D.
        pull = on_fake * a if name == "minimax" else (1 - on_fake) * a
        b, e = b + rate * (pull * z).mean().item(), e + rate * pull.mean().item()
    found = [p.item() for p in (g.weight, g.bias, d.weight, d.bias)]
    torch.testing.assert_close(found, [b, e, a, c], rtol=1e-12, atol=1e-14)


def test_discriminator_ascends_the_value_and_generator_descends_it() -> None:
    g, d = _networks(2, torch.float64)
    x, z = _draws(1, 1, torch.float64)(), _draws(2, 2, torch.float64)()

    def value() -> float:
        with torch.no_grad():
            return (torch.sigmoid(d(x)).log().mean() + (1 - torch.sigmoid(d(g(z)))).log().mean()).item()

    rules = torch.optim.SGD(g.parameters(), lr=1e-3), torch.optim.SGD(d.parameters(), lr=1e-3)
    algorithm = Algorithm1(g, d, *rules, objective("minimax"), lambda: z, lambda: x)
    start = value()
    loss = algorithm.ascend_discriminator()
    ascended = value()
    assert loss.item() == pytest.approx(-start, rel=1e-12)
    assert ascended > start
    algorithm.descend_generator()
    assert value() < ascended


@pytest.mark.parametrize("k", [1, 2, 5])
def test_k_ascents_then_one_descent_all_on_fresh_draws(k: int) -> None:
    g, d = _networks(3)
    calls: list[tuple[str, Tensor, bool]] = []
    g.register_forward_hook(lambda _m, a, _o: calls.append(("G", a[0].detach().clone(), torch.is_grad_enabled())))
    d.register_forward_hook(lambda _m, a, _o: calls.append(("D", a[0].detach().clone(), torch.is_grad_enabled())))
    rules = torch.optim.SGD(g.parameters(), lr=1e-6), torch.optim.SGD(d.parameters(), lr=1e-6)
    algorithm = Algorithm1(g, d, *rules, objective("minimax"), _counted(0, 2), _counted(10**6, 1), k)
    for _ in range(3):
        calls.clear()
        algorithm.iteration()
        assert [name for name, _, _ in calls] == ["G", "D", "D"] * k + ["G", "D"]
        # The generator is held fixed in the discriminator's steps, and only there.
        assert [grad for name, _, grad in calls if name == "G"] == [False] * k + [True]
    seen = torch.cat([a.flatten() for name, a, _ in calls if name == "G"])
    assert seen.numel() == seen.unique().numel() == (k + 1) * M * 2
    real = torch.cat([a.flatten() for name, a, _ in calls if name == "D" and a.min() >= 10**6])
    assert real.numel() == real.unique().numel() == k * M
    # After three iterations the streams stand exactly where 3 (k + 1) minibatches of noise and 3 k of data
    # end.
    assert algorithm.noise().min().item() == 3 * (k + 1) * M * 2
    assert algorithm.data().min().item() == 10**6 + 3 * k * M


def test_each_player_moves_alone() -> None:
    g, d = _networks(4)
    rules = torch.optim.SGD(g.parameters(), lr=0.1), torch.optim.SGD(d.parameters(), lr=0.1)
    algorithm = Algorithm1(g, d, *rules, objective("non-saturating"), _draws(1, 2), _draws(2, 1))
    before = copy.deepcopy((g.state_dict(), d.state_dict()))
    algorithm.ascend_discriminator()
    assert all(torch.equal(v, before[0][name]) for name, v in g.state_dict().items())
    assert all(p.grad is None for p in g.parameters())
    assert not any(torch.equal(v, before[1][name]) for name, v in d.state_dict().items())
    middle = copy.deepcopy((d.state_dict(), [p.grad for p in d.parameters()]))
    algorithm.descend_generator()
    assert all(torch.equal(v, middle[0][name]) for name, v in d.state_dict().items())
    assert all(torch.equal(p.grad, known) for p, known in zip(d.parameters(), middle[1], strict=True))
    assert not all(torch.equal(v, before[0][name]) for name, v in g.state_dict().items())


def test_minimax_and_non_saturating_gradients_differ_by_the_odds() -> None:
    """Per row, minimax weighs by D and non-saturating by 1 - D: the ratio is exp of the logit."""
    logits = torch.linspace(-6, 6, 25, dtype=torch.float64)
    gradients = []
    for name in ("minimax", "non-saturating"):
        o = logits.clone().requires_grad_()
        gradients.append(torch.autograd.grad(objective(name).generator_loss(o), o)[0] * len(o))
    torch.testing.assert_close(gradients[0], -torch.sigmoid(logits), rtol=1e-12, atol=0)
    torch.testing.assert_close(gradients[1], -torch.sigmoid(-logits), rtol=1e-12, atol=0)
    torch.testing.assert_close(gradients[0] / gradients[1], logits.exp(), rtol=1e-12, atol=0)


def test_frozen_parameters_stay() -> None:
    g, d = _networks(5)
    d[0].weight.requires_grad_(False)
    kept = d[0].weight.clone()
    rules = torch.optim.SGD(g.parameters(), lr=0.1), torch.optim.SGD(d.parameters(), lr=0.1)
    Algorithm1(g, d, *rules, objective("minimax"), _draws(1, 2), _draws(2, 1)).iteration()
    assert torch.equal(d[0].weight, kept)


def test_k_has_to_be_positive() -> None:
    g, d = _networks(6)
    with pytest.raises(ValueError, match="at least 1, not 0"):
        Algorithm1(g, d, RULES["sgd"](g), RULES["sgd"](d), objective("minimax"), _draws(1, 2), _draws(2, 1), k=0)
