import pickle

import pytest
import torch

from gancheck.stability.runs.recording import SNAPSHOTS, advance, record
from gancheck.stability.runs.setting import Setting
from gancheck.stability.runs.shorthand import adam, line, rmsprop, tables
from gancheck.stability.state import State
from gancheck.training import Ensemble, Network

SMALL = {"minibatch": 16, "generator": Network((8,)), "discriminator": Network((8,)), "budget": 80}
_row = tables(tuned=True)


def setting(**more) -> Setting:
    return _row("small", line((-1, 0.5), (1, 0.5)), adam(1e-3), adam(1e-3), **(SMALL | more))


def test_snapshots_are_of_the_first_half_and_the_label_of_the_second() -> None:
    runs = record(setting(), (3, 4))
    assert [(run.setting, run.seed, run.tuned, run.budget) for run in runs] == [
        ("small", 3, True, 80),
        ("small", 4, True, 80),
    ]
    for run in runs:
        assert [sight.snapshot.step for sight in run.sights] == [80 * i // SNAPSHOTS for i in range(1, SNAPSHOTS + 1)]
        assert run.course.steps[0] > 80
        assert run.course.steps[-1] == 160
        assert run.label.state in State


def test_it_reproduces_and_pickles() -> None:
    first, second = record(setting(), (3, 4)), record(setting(), (3, 4))
    assert [run.sights[5:] for run in first] == [run.sights[5:] for run in second]
    assert [run.label for run in first] == [run.label for run in second]
    assert pickle.loads(pickle.dumps(first[0])).label == first[0].label


def test_a_clipped_critic_stays_within_its_bounds() -> None:
    clipped = setting(objective="wasserstein", clip=0.05)
    ensemble = Ensemble(clipped.world().p_data, clipped.recipe, (1, 2))
    advance(ensemble, clipped, 7)
    assert ensemble.iteration == 7
    assert max(float(p.detach().abs().max()) for p in ensemble.game.discriminator.parameters()) == pytest.approx(0.05)
    free = setting(objective="wasserstein")
    other = Ensemble(free.world().p_data, free.recipe, (1, 2))
    advance(other, free, 7)
    assert max(float(p.detach().abs().max()) for p in other.game.discriminator.parameters()) > 0.1


def test_rows_of_a_table() -> None:
    row = _row("a", line((0, 1)), adam(1e-3), rmsprop(2e-3), plane=True, k=3)
    assert (row.budget, row.recipe.iterations, row.recipe.latent, row.recipe.k) == (1000, 2000, 4, 3)
    assert repr(row.recipe.discriminator_rule) == "RMSprop(lr=0.002)"
    assert not tables(tuned=False)("b", line((0, 1)), adam(1e-3), adam(1e-3)).tuned
    assert torch.is_tensor(row.world().p_data.sample(1))
