import math

import numpy as np
import pytest
import torch
from sklearn.metrics import roc_auc_score
from torch import nn

from gancheck.stability.runs import members
from gancheck.theory import objective, ring
from gancheck.training import REF, Ensemble, Network

RECIPE = REF.replace(average=None, minibatch=32, generator=Network((8,)), discriminator=Network((8,)))


@pytest.fixture(scope="module")
def ensemble() -> Ensemble:
    return Ensemble(ring(4), RECIPE, (1, 2, 3), dtype=torch.float64).run(5)


def test_area_agrees_with_scikit_learn_ties_included() -> None:
    draws = torch.Generator().manual_seed(0)
    real, fake = (torch.randint(0, 20, (3, 200), generator=draws).float() + shift for shift in (2, 0))
    for i, found in enumerate(members.area_under_curve(real, fake)):
        truth, score = np.repeat([1, 0], 200), torch.cat((real[i], fake[i])).numpy()
        assert found == pytest.approx(roc_auc_score(truth, score), abs=1e-12)


def test_area_of_what_is_not_finite_is_not_known() -> None:
    found = members.area_under_curve(torch.tensor([[1.0, 2], [math.nan, 1]]), torch.tensor([[0.0, 0], [0, 0]]))
    assert found[0] == 1
    assert math.isnan(found[1])


def test_norms_and_changes_are_those_of_the_members(ensemble: Ensemble) -> None:
    game = ensemble.game
    norms = members.gradient_norms(game.generator)
    flat = members.flat_parameters(game.generator)
    for i in range(3):
        squares = [float(p.grad[i].square().sum()) for p in game.generator.parameters()]
        assert norms[i] == pytest.approx(math.sqrt(sum(squares)))
        alone = nn.utils.parameters_to_vector(ensemble.member(i).generator.parameters()).detach()
        assert float(flat[i].norm()) == pytest.approx(float(alone.norm()))
    moved = flat.clone()
    moved[1] *= 1.25
    np.testing.assert_allclose(members.relative_change(moved, flat), [0, 0.25, 0], atol=1e-12)


def test_there_is_no_gradient_before_the_first_step() -> None:
    fresh = Ensemble(ring(4), RECIPE, (1, 2))
    assert np.isnan(members.gradient_norms(fresh.game.generator)).tolist() == [True, True]


def test_losses_are_the_objective_s(ensemble: Ensemble) -> None:
    real, fake = torch.randn(2, 3, 40, generator=torch.Generator().manual_seed(0)).unbind()
    known = objective("hinge")
    d, g = members.losses(known, real, fake)
    assert d.sum() == pytest.approx(float(known.discriminator_loss(real, fake)), rel=1e-6)
    assert g.sum() == pytest.approx(float(known.generator_loss(fake)), rel=1e-6)


def test_the_pull_is_the_slope_of_the_loss(ensemble: Ensemble) -> None:
    """By differences of the loss of one member at one fake."""
    known, discriminator = objective("non-saturating"), ensemble.game.discriminator
    x = torch.randn(3, 7, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    found = members.pull(known, discriminator, x)

    def slope(member: int, row: int) -> float:
        parts = []
        for axis in range(2):
            step = torch.zeros_like(x)
            step[member, row, axis] = 1e-6
            with torch.no_grad():
                up, down = (
                    float(known.generator_loss(discriminator(x + sign * step).squeeze(-1))) * 7 for sign in (1, -1)
                )
            parts.append((up - down) / 2e-6)
        return math.hypot(*parts)

    assert found[1] == pytest.approx(np.mean([slope(1, row) for row in range(7)]), rel=1e-4)


def test_finite_says_it_member_by_member() -> None:
    a, b = torch.zeros(3, 4), torch.zeros(3, 2, 2)
    b[1, 0, 1] = math.inf
    assert members.finite(a, b).tolist() == [True, False, True]
