import math

import numpy as np
import pytest
import torch

from gancheck.evidence import mode_masses
from gancheck.stability.runs.watching import ROWS, SAMPLES, Tier, Watcher, critical_counts
from gancheck.stability.runs.world import World, world
from gancheck.theory import Gaussian, Mixture, ring
from gancheck.training import REF_1D, Ensemble, Network

TWO = Mixture([Gaussian(-2, 0.5), Gaussian(2, 0.5)])
SMALL = REF_1D.replace(minibatch=32, generator=Network((8, 8)), discriminator=Network((8,)), average=None)


@pytest.mark.parametrize("weights", [(0.5, 0.5), (0.9, 0.1), (0.01, 0.99), (1 / 25,) * 25])
def test_critical_counts_are_those_of_the_evidence(weights) -> None:
    found = critical_counts(1000, weights)
    for mode, critical in enumerate(found):
        for count in (critical, critical + 1):
            if count >= 0:
                counts = [0] * len(weights)
                counts[mode] = int(count)
                lost = mode_masses(counts, 1000, weights, alpha=1e-3)[mode].lost
                assert lost == (count <= critical)


@pytest.fixture(scope="module")
def watched():
    ensemble = Ensemble(TWO, SMALL, (1, 2))
    watcher = Watcher(ensemble, world(TWO), 3)
    first = watcher.look()
    before = [torch.nn.utils.parameters_to_vector(ensemble.member(i).generator.parameters()) for i in range(2)]
    ensemble.run(30)
    second = watcher.look()
    return ensemble, before, first, second


def test_a_snapshot_is_of_its_own_member(watched) -> None:
    """Against many draws of the member alone, within what 2000 draws and the 4000 rows of the data can be off."""
    ensemble, before, _, second = watched
    for i, sight in enumerate(second):
        gan, seen = ensemble.member(i), sight.snapshot
        x = gan.sample(200_000, generator=torch.Generator().manual_seed(0))
        real = TWO.sample(200_000, generator=torch.Generator().manual_seed(1)).float()
        on_real, on_fake = gan.logits(real).double().sigmoid(), gan.logits(x).double().sigmoid()
        assert seen.location[0] == pytest.approx(float(x.mean() / real.std()), abs=0.12)
        assert seen.spread == pytest.approx(float(x.std() / real.std()), rel=0.08)
        assert seen.d_real == pytest.approx(float(on_real.mean()), abs=0.02)
        assert seen.d_fake == pytest.approx(float(on_fake.mean()), abs=0.02)
        now = torch.nn.utils.parameters_to_vector(gan.generator.parameters())
        assert seen.generator_drift == pytest.approx(
            float(((now - before[i]).norm() / before[i].norm()).detach()), rel=1e-3
        )
        assert seen.generator_loss == pytest.approx(float(-on_fake.log().mean()), abs=0.05)
        assert seen.step == 30
        assert seen.finite


def test_at_first_there_is_no_drift_and_no_gradient(watched) -> None:
    _, _, first, second = watched
    for before, after in zip(first, second, strict=True):
        assert math.isnan(before.snapshot.generator_drift)
        assert math.isnan(before.snapshot.generator_gradient)
        assert after.snapshot.generator_gradient > 0
        assert after.snapshot.discriminator_gradient > 0


def test_a_generator_on_one_mode_has_lost_the_other() -> None:
    ensemble = Ensemble(TWO, SMALL, (1, 2))
    with torch.no_grad():
        *_, weight, bias = ensemble.game.generator.parameters()
        weight.mul_(0.2)
        bias.fill_(2.0)
    for sight in Watcher(ensemble, world(TWO), 0).look():
        seen = sight.snapshot
        assert seen.lost == (0,)
        assert seen.masses[0] == 0
        assert seen.masses[1] > 0.9
        assert seen.jsd is not None
        assert 0.2 < seen.jsd.low <= seen.jsd.estimate <= seen.jsd.high <= math.log(2)
        assert seen.jsd.kind == "256 bins"
        assert sight.bound is not None
        assert sight.bound.kind == "bound"
        assert len(sight.cluster_lost) >= 4


def test_tiers_show_what_they_know(watched) -> None:
    _, _, _, (sight, _) = watched
    known, data, neither = (sight.at(tier) for tier in Tier)
    assert known == sight.snapshot
    assert data.jsd == sight.bound
    assert math.fsum(data.masses) == pytest.approx(1)
    assert (neither.jsd, neither.masses, neither.lost, neither.location) == (None, (), (), ())
    assert {each.separation for each in (known, data, neither)} == {sight.snapshot.separation}


def test_where_only_data_are_known_p_data_does_not_show() -> None:
    plane = world(ring(4, 1.5, 0.4))
    hidden = World(plane.p_data, plane.modes, plane.boxes, known=False)
    (sight, _) = Watcher(Ensemble(plane.p_data, SMALL.replace(latent=2), (1, 2)), hidden, 0).look()
    assert sight.snapshot.jsd is None
    assert sight.snapshot.masses == ()
    assert sight.bound is not None


def test_members_that_are_not_finite_show_nothing_else(watched) -> None:
    ensemble = Ensemble(TWO, SMALL, (1, 2)).run(2)
    with torch.no_grad():
        next(ensemble.game.generator.parameters())[1] = math.inf
    good, bad = Watcher(ensemble, world(TWO), 0).look()
    assert good.snapshot.finite
    assert not bad.snapshot.finite
    assert (bad.snapshot.jsd, bad.bound, bad.snapshot.masses) == (None, None, ())


def test_a_critic_has_no_probability() -> None:
    recipe = SMALL.replace(objective="wasserstein")
    (sight, _) = Watcher(Ensemble(TWO, recipe, (1, 2)), world(TWO), 0).look()
    assert math.isnan(sight.snapshot.d_real)
    assert not math.isnan(sight.snapshot.separation)


def test_looking_changes_no_training() -> None:
    alone, seen = Ensemble(TWO, SMALL, (1, 2)), Ensemble(TWO, SMALL, (1, 2))
    watcher = Watcher(seen, world(TWO), 0)
    for _ in range(3):
        watcher.look()
        seen.run(5)
    alone.run(15)
    for a, b in zip(alone.game.generator.parameters(), seen.game.generator.parameters(), strict=True):
        assert torch.equal(a, b)
    assert np.isfinite(SAMPLES / ROWS)
