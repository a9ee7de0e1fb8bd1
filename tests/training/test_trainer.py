"""The trainer: Algorithm 1 with a recipe, resumed bit for bit, finite or loud."""

import copy
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from gancheck.theory import Gaussian, Mixture, objective
from gancheck.training import (
    PAPER,
    REF,
    REF_1D,
    Decay,
    MomentumRamp,
    Network,
    NonFiniteError,
    Recipe,
    Rule,
    Trainer,
    mlp,
)
from gancheck.training.minibatches import Minibatches, seeds_for

TWO = Mixture([Gaussian(-1.0, 0.5), Gaussian(1.0, 0.5)])
DROPOUT = REF.replace(
    name="dropout",
    k=2,
    generator_rule=Rule("MomentumSGD", 0.01, momentum=0.5),
    discriminator=Network((16, 16), "maxout", input_dropout=0.2, hidden_dropout=0.5),
    momentum_ramp=MomentumRamp(0.5, 0.7, 50),
    decay=Decay("exponential"),
)


def _everything(trainer: Trainer) -> list[Tensor]:
    """Every tensor that training has left behind."""
    found: list[Tensor] = []

    def collect(value: object) -> None:
        if isinstance(value, Tensor):
            found.append(value)
        elif isinstance(value, dict):
            for key in sorted(value, key=str):
                collect(value[key])
        elif isinstance(value, list | tuple):
            for part in value:
                collect(part)
        elif isinstance(value, int | float):
            found.append(torch.tensor(value))

    collect(trainer.game.state_dict())
    collect(trainer._random.state_dict())
    return found


def _same(one: Trainer, two: Trainer) -> bool:
    pairs = list(zip(_everything(one), _everything(two), strict=True))
    assert len(pairs) > 20
    return all(torch.equal(a, b) for a, b in pairs)


def test_a_run_is_algorithm_1_with_the_recipe_and_nothing_else() -> None:
    """Bitwise against a loop written out: seeds, decay, k, rules and the weight average."""
    recipe = PAPER.replace(iterations=12, average=0.9)
    trainer = Trainer(TWO, recipe, seed=3, path="plain")
    modules_seed, data_seed, noise_seed = seeds_for(3, 3)
    with torch.random.fork_rng():
        torch.manual_seed(modules_seed)
        g, d = mlp((4, 32, 32, 1)), mlp((1, 32, 32, 1))
    trainer.run()

    g_rule = torch.optim.SGD(g.parameters(), lr=0.05, momentum=0.5, fused=True)
    d_rule = torch.optim.SGD(d.parameters(), lr=0.1, momentum=0.5, fused=True)
    noise = Minibatches(recipe.noise_prior, 128, noise_seed)
    data = Minibatches(TWO, 128, data_seed)
    loss, averaged = objective("minimax"), copy.deepcopy(g).requires_grad_(False)
    for i in range(12):
        g_rule.param_groups[0]["lr"] = 0.05 * (1 - i / 12)
        d_rule.param_groups[0]["lr"] = 0.1 * (1 - i / 12)
        for _ in range(3):
            z, x = noise(), data()
            d_rule.zero_grad()
            loss.discriminator_loss(d(x)[:, 0], d(g(z).detach())[:, 0]).backward()
            d_rule.step()
        g_rule.zero_grad()
        loss.generator_loss(d(g(noise()))[:, 0]).backward()
        g_rule.step()
        for a, p in zip(averaged.parameters(), g.parameters(), strict=True):
            a.lerp_(p.detach(), 1 - 0.9)
    for ours, hand in ((trainer.game.generator, g), (trainer.game.discriminator, d)):
        assert all(torch.equal(a, b) for a, b in zip(ours.parameters(), hand.parameters(), strict=True))
    for a, b in zip(trainer.gan.generator.parameters(), averaged.parameters(), strict=True):
        torch.testing.assert_close(a, b, rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("recipe", [REF, PAPER, DROPOUT], ids=lambda recipe: recipe.name)
@pytest.mark.parametrize("n", [1, 32, 45])
def test_2n_iterations_are_n_save_load_n(recipe: Recipe, n: int, tmp_path: Path) -> None:
    """Bitwise in weights, averages, optimizers and generators; n ends within a block of draws and at its end."""
    through = Trainer(TWO, recipe, seed=5)
    through.run(2 * n)
    first = Trainer(TWO, recipe, seed=5)
    first.run(n)
    first.save(tmp_path / "half.pt")
    torch.manual_seed(99)  # what happens in between does not matter
    second = Trainer.load(tmp_path / "half.pt", TWO)
    assert _same(first, second)
    second.run(n)
    assert second.iteration == 2 * n
    assert _same(through, second)
    assert torch.equal(
        through.gan.sample(5, generator=torch.Generator().manual_seed(0)),
        second.gan.sample(5, generator=torch.Generator().manual_seed(0)),
    )


def test_same_seed_same_run_and_another_seed_another() -> None:
    runs = []
    for seed in (1, 1, 2):
        torch.manual_seed(len(runs))
        runs.append(Trainer(TWO, DROPOUT, seed=seed))
        runs[-1].run(5)
    assert _same(runs[0], runs[1])
    assert not _same(runs[0], runs[2])


def test_the_global_random_state_is_left_alone() -> None:
    before = torch.get_rng_state()
    Trainer(TWO, DROPOUT, seed=1).run(3)
    assert torch.equal(torch.get_rng_state(), before)


def test_any_module_is_accepted(tmp_path: Path) -> None:
    class Shift(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.by = nn.Parameter(torch.zeros(1))

        def forward(self, z: Tensor) -> Tensor:
            return z[:, :1] + self.by

    class Flat(nn.Module):
        """Logits of shape (m,), as users write them, with batch normalisation."""

        def __init__(self) -> None:
            super().__init__()
            self.net = nn.Sequential(nn.Linear(1, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 1))

        def forward(self, x: Tensor) -> Tensor:
            return self.net(x).squeeze(-1)

    torch.manual_seed(0)
    discriminator = Flat()
    trainer = Trainer(Gaussian(3.0, 1.0), REF, generator=Shift(), discriminator=copy.deepcopy(discriminator))
    trainer.run(10)
    assert trainer.game.generator.by.item() > 0.001
    trainer.save(tmp_path / "own.pt")
    again = Trainer.load(tmp_path / "own.pt", Gaussian(3.0, 1.0), generator=Shift(), discriminator=discriminator)
    trainer.run(5)
    again.run(5)
    assert _same(trainer, again)


def test_not_finite_names_iteration_and_tensor() -> None:
    trainer = Trainer(TWO, REF.replace(discriminator_rule=Rule("SGD", 1e30), iterations=100), seed=0)
    with pytest.raises(NonFiniteError, match=r"iteration \d+: the .* is not finite"):
        trainer.run()
    spoilt = Trainer(TWO, REF, seed=0)
    spoilt.run(4)
    with torch.no_grad():
        spoilt.game.generator[2].weight[0, 0] = float("nan")
    with pytest.raises(NonFiniteError, match="iteration 5: the discriminator's loss") as caught:
        spoilt.run(10)
    assert (caught.value.iteration, caught.value.tensor) == (5, "the discriminator's loss")


def test_progress_and_the_recipes_end() -> None:
    trainer = Trainer(TWO, REF.replace(iterations=250), seed=0)
    calls: list[tuple[int, int]] = []
    trainer.run(201, progress=lambda done, total: calls.append((done, total)))
    assert calls[-1] == (201, 201)
    assert 95 <= len(calls) <= 105
    with pytest.raises(ValueError, match="49 of the recipe's 250 iterations are left, not 50"):
        trainer.run(50)
    trainer.run()
    assert trainer.iteration == 250
    trainer.run()
    assert trainer.iteration == 250


def test_linear_decay_reaches_the_optimizers() -> None:
    trainer = Trainer(TWO, REF.replace(iterations=4), seed=0)
    rates = []
    for _ in range(4):
        trainer.step()
        algorithm = trainer.game.algorithm
        rates.append(
            [o.param_groups[0]["lr"] for o in (algorithm.generator_optimizer, algorithm.discriminator_optimizer)]
        )
    assert rates == [pytest.approx([1e-3 * f, 4e-3 * f]) for f in (1, 0.75, 0.5, 0.25)]


def test_the_checkpoint_of_another_p_data_is_refused(tmp_path: Path) -> None:
    trainer = Trainer(TWO, REF)
    trainer.save(tmp_path / "a.pt")
    with pytest.raises(ValueError, match="pass the same p_data"):
        Trainer.load(tmp_path / "a.pt", Gaussian())


@pytest.mark.gpu
def test_cuda_follows_the_cpu_and_resumes(tmp_path: Path) -> None:
    """Same draws and weights at the start; after 20 steps of float64 sums in another order differ."""
    pair = [Trainer(TWO, REF, seed=1, device=device, dtype=torch.float64) for device in ("cpu", "cuda")]
    for trainer in pair:
        trainer.run(20)
    cpu, cuda = pair
    for a, b in zip(cpu.gan.generator.parameters(), cuda.gan.generator.parameters(), strict=True):
        torch.testing.assert_close(a, b.cpu(), rtol=1e-8, atol=1e-9)
    assert cuda.gan.sample(3).device.type == "cuda"
    half = Trainer(TWO, DROPOUT, seed=1, device="cuda")
    half.run(10)
    half.save(tmp_path / "cuda.pt")
    again = Trainer.load(tmp_path / "cuda.pt", TWO, device="cuda")
    half.run(10)
    again.run(10)
    assert _same(half, again)


def test_ref_1d_has_a_one_dimensional_latent() -> None:
    assert Trainer(TWO, REF_1D).gan.prior.dim == 1
