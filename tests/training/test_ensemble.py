"""The ensemble against one trainer for each of its seeds."""

import pytest
import torch

from gancheck.theory import Gaussian, Mixture, ring
from gancheck.training import PAPER, REF, REF_1D, Ensemble, MomentumRamp, Network, NonFiniteError, Recipe, Rule, Trainer

TWO = Mixture([Gaussian(-1.0, 0.5), Gaussian(1.0, 0.5)])
SEEDS = (3, 11, 4)
MAXOUT = PAPER.replace(
    name="maxout",
    discriminator=Network((8,), "maxout"),
    generator_rule=Rule("MomentumSGD", 0.05, momentum=0.5),
    momentum_ramp=MomentumRamp(0.5, 0.7, 20),
)


def _gap(recipe: Recipe, iterations: int, dtype: torch.dtype) -> float:
    """The greatest difference between any weight of a member and of its trainer."""
    ensemble = Ensemble(TWO, recipe, SEEDS, dtype=dtype).run(iterations)
    worst = 0.0
    for i, seed in enumerate(SEEDS):
        alone = Trainer(TWO, recipe, seed=seed, dtype=dtype).run(iterations)
        for ours, theirs in (
            (ensemble.member(i).generator, alone.generator),
            (ensemble.member(i).discriminator, alone.discriminator),
        ):
            for a, b in zip(ours.parameters(), theirs.parameters(), strict=True):
                worst = max(worst, (a - b).abs().max().item())
    return worst


@pytest.mark.parametrize("recipe", [REF, REF_1D, PAPER, MAXOUT], ids=lambda recipe: recipe.name)
def test_starts_as_its_trainers(recipe: Recipe) -> None:
    assert _gap(recipe, 0, torch.float32) == 0


@pytest.mark.parametrize("recipe", [REF, REF_1D, PAPER, MAXOUT], ids=lambda recipe: recipe.name)
def test_agrees_with_its_trainers_to_rounding(recipe: Recipe) -> None:
    """Weights of order 1 after 40 iterations, of which sums in another order are the only difference.

    In float64 they agree to 1e-9: a fault as small as another minibatch in one step moves them by more than
    1e-4.
    """
    assert _gap(recipe, 40, torch.float64) < 1e-9


def test_agrees_in_float32_over_the_first_steps() -> None:
    assert _gap(REF, 10, torch.float32) < 1e-4


def test_the_tolerance_would_see_one_other_minibatch() -> None:
    ensemble = Ensemble(TWO, REF, SEEDS, dtype=torch.float64)
    ensemble.game._noise()
    ensemble.run(40)
    alone = Trainer(TWO, REF, seed=SEEDS[0], dtype=torch.float64).run(40)
    gap = (ensemble.member(0).generator[0].weight - alone.generator[0].weight).abs().max().item()
    assert gap > 1e-4


def test_a_member_does_not_depend_on_the_others() -> None:
    few = Ensemble(TWO, REF, (7, 8), dtype=torch.float64).run(30)
    many = Ensemble(TWO, REF, (1, 8, 2, 7), dtype=torch.float64).run(30)
    for i, j in ((0, 3), (1, 1)):
        for a, b in zip(few.member(i).generator.parameters(), many.member(j).generator.parameters(), strict=True):
            torch.testing.assert_close(a, b, rtol=0, atol=1e-10)


def test_a_member_that_diverges_is_named_and_disturbs_no_other() -> None:
    clean = Ensemble(TWO, REF, (1, 2, 3)).run(20)
    spoilt = Ensemble(TWO, REF, (1, 2, 3)).run(10)
    with torch.no_grad():
        next(spoilt.game.generator.parameters())[1] = float("inf")
    spoilt.run(10)
    assert spoilt.diverged == {1: 11}
    assert clean.diverged == {}
    for i in (0, 2):
        for a, b in zip(clean.member(i).generator.parameters(), spoilt.member(i).generator.parameters(), strict=True):
            assert torch.equal(a, b)
    assert not clean.sample(4).isnan().any()
    assert spoilt.sample(4).isfinite().flatten(1).all(1).tolist() == [True, False, True]


@pytest.mark.parametrize("path", ["plain", "written-out"])
def test_members_differ_in_rates_density_and_initial_weights(path: str) -> None:
    """Each is the GAN of a trainer with its settings to 1e-9, in chunks of equal rules and in none."""
    recipes = [
        REF,
        REF.replace(generator_rule=Rule("Adam", lr=2e-3, betas=(0.0, 0.9))),
        REF.replace(generator_rule=Rule("Adam", lr=2e-3, betas=(0.0, 0.9)), generator=Network(gain=0.5)),
        REF.replace(discriminator_rule=Rule("SGD", lr=0.1, momentum=0.5)),
    ]
    densities = [TWO, TWO, Gaussian(2.0, 1.0), TWO]
    seeds = (3, 3, 5, 6)
    ensemble = Ensemble(densities, recipes, seeds, dtype=torch.float64, path=path).run(40)
    for i in range(4):
        alone = Trainer(densities[i], recipes[i], seed=seeds[i], dtype=torch.float64, path="plain").run(40)
        for a, b in zip(ensemble.member(i).generator.parameters(), alone.generator.parameters(), strict=True):
            torch.testing.assert_close(a, b, rtol=0, atol=1e-9)


def test_initial_networks_are_copied() -> None:
    torch.manual_seed(0)
    generators = [REF.build(1)[0] for _ in range(2)]
    before = [parameter.clone() for parameter in generators[1].parameters()]
    ensemble = Ensemble(TWO, REF, (1, 2), generators=generators)
    for a, b in zip(ensemble.member(1).generator.parameters(), REF.build(1)[0].parameters(), strict=True):
        assert a.shape == b.shape
    ensemble.run(3)
    for a, b in zip(before, generators[1].parameters(), strict=True):
        assert torch.equal(a, b)
    trainer = Trainer(TWO, REF, seed=2, generator=generators[1]).run(3)
    for a, b in zip(ensemble.member(1).generator.parameters(), trainer.generator.parameters(), strict=True):
        torch.testing.assert_close(a, b, rtol=0, atol=1e-4)


@pytest.mark.parametrize("path", ["plain", "written-out"])
def test_members_that_diverge_at_several_iterations_are_told_when(path: str) -> None:
    """Rates that break some members, each where its trainer says, and the others as if they were not there."""
    recipes = [REF.replace(discriminator_rule=Rule("SGD", lr=lr)) for lr in (0.1, 1e180, 1e60, 0.1)]
    ensemble = Ensemble(TWO, recipes, (1, 2, 3, 4), dtype=torch.float64, path=path).run(40)
    told = {}
    for i, recipe in enumerate(recipes):
        trainer = Trainer(TWO, recipe, seed=i + 1, dtype=torch.float64, path="plain")
        try:
            trainer.run(40)
        except NonFiniteError as error:
            told[i] = error.iteration
    assert set(told) == set(ensemble.diverged) == {1, 2}
    if path == "written-out":
        assert ensemble.diverged == told
    alone = Ensemble(TWO, recipes[:1], (1,), dtype=torch.float64, path=path).run(40)
    for a, b in zip(alone.member(0).generator.parameters(), ensemble.member(0).generator.parameters(), strict=True):
        torch.testing.assert_close(a, b, rtol=0, atol=1e-10)


def test_divergence_in_the_last_update_is_seen() -> None:
    ensemble = Ensemble(TWO, REF, (1, 2)).run(3)
    with torch.no_grad():
        next(ensemble.game.discriminator.parameters())[0, 0, 0] = float("nan")
    ensemble.run(0)
    assert ensemble.diverged == {0: 3}


def test_samples_are_those_of_the_members() -> None:
    ensemble = Ensemble(TWO, REF, SEEDS, dtype=torch.float64).run(5)
    together = ensemble.sample(6, generator=torch.Generator().manual_seed(2))
    assert together.shape == (3, 6, 1)
    noise = REF.noise_prior.sample(18, generator=torch.Generator().manual_seed(2)).view(3, 6, 4)
    for i in range(3):
        alone = ensemble.member(i).generator(noise[i]).detach()
        torch.testing.assert_close(together[i], alone, rtol=1e-12, atol=1e-12)


def test_progress_and_length() -> None:
    calls: list[tuple[int, int]] = []
    ensemble = Ensemble(TWO, REF, range(2)).run(3, progress=lambda done, total: calls.append((done, total)))
    assert calls == [(1, 3), (2, 3), (3, 3)]
    assert len(ensemble) == 2
    assert ensemble.iteration == 3


def test_bad_requests() -> None:
    with pytest.raises(ValueError, match="pass its seeds"):
        Ensemble(TWO, REF, ())
    with pytest.raises(ValueError, match="p_data has 1 entries for 2 members"):
        Ensemble([TWO], REF, (1, 2))
    with pytest.raises(ValueError, match="share one dimension, not"):
        Ensemble([TWO, ring()], REF, (1, 2))
    with pytest.raises(ValueError, match="learning rules and initial weights alone"):
        Ensemble(TWO, [REF, REF.replace(k=2)], (1, 2))
    with pytest.raises(ValueError, match="LBFGS mixes the numbers of a weight"):
        Ensemble(TWO, REF.replace(generator_rule=Rule("LBFGS", 0.1)), (1,))
    with pytest.raises(ValueError, match="3000 of the recipe's 3000 iterations are left, not 3001"):
        Ensemble(TWO, REF, (1,)).run(3001)
    with pytest.raises(TypeError, match="use one Trainer for each seed"):
        Ensemble(TWO, REF.replace(generator=Network(hidden_dropout=0.5)), (1, 2))


@pytest.mark.gpu
def test_cuda_follows_the_cpu() -> None:
    pair = [Ensemble(TWO, REF, SEEDS, device=device, dtype=torch.float64).run(20) for device in ("cpu", "cuda")]
    for i in range(3):
        for a, b in zip(
            pair[0].member(i).generator.parameters(), pair[1].member(i).generator.parameters(), strict=True
        ):
            torch.testing.assert_close(a, b.cpu(), rtol=0, atol=1e-9)
