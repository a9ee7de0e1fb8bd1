"""Copies of a net that nothing trains."""

import copy

import pytest
import torch
from torch import nn

from gancheck.tracing.recording.copies import Copies
from gancheck.tracing.recording.living import living
from gancheck.tracing.recording.nets import Net


def made():
    torch.manual_seed(2)
    return nn.Sequential(nn.Linear(3, 5), nn.BatchNorm1d(5), nn.Linear(5, 2))


@pytest.fixture
def g():
    return made()


def looked(g, others=(), optimized=(), between=lambda: None):
    """Look at the steps 1 to 16, with `between` after the eighth; every net in `others` was called, too."""
    nets = [Net(i, f"net{i}", module) for i, module in enumerate((g, *others))]
    optimizers = [torch.optim.SGD(m.parameters(), lr=0.1) for m in (g, *optimized)]
    copies = Copies()
    copies.start(living(nn.Module))
    for step in range(1, 17):
        copies.look(step, nets, optimizers)
        if step == 8:
            between()
    return [found for found in copies.found if found.module() is not None]


def move(*modules, buffers=False):
    with torch.no_grad():
        for module in modules:
            for tensor in (*module.parameters(), *(module.buffers() if buffers else ())):
                tensor.add_(1)


def test_an_average_follows(g):
    average = copy.deepcopy(g)
    (found,) = looked(g, between=lambda: move(average))
    assert (found.name, found.net, found.followed, found.buffers_moved) == ("average", 0, True, (0, 0))


def test_buffers_are_compared(g):
    average = copy.deepcopy(g)

    def between():
        move(average)
        move(g, buffers=True)

    (found,) = looked(g, between=between)
    assert found.buffers_moved == (0, 2)


def test_a_copy_that_was_called_is_one_all_the_same(g):
    average = copy.deepcopy(g)
    (found,) = looked(g, others=[average], between=lambda: move(average))
    assert (found.followed, found.net) == (True, 0)


def test_a_copy_that_rests_does_not_follow(g):
    resting = copy.deepcopy(g)
    (found,) = looked(g, between=lambda: move(g))
    assert not found.followed
    del resting


def test_what_is_trained_or_of_other_shapes_or_shares_parameters_is_no_copy(g):
    trained, other = copy.deepcopy(g), nn.Linear(3, 5)
    wrapper = nn.Sequential(g)
    assert looked(g, optimized=[trained]) == []
    del other, wrapper


def test_a_copy_belongs_to_the_nearest_net(g):
    second = made()
    move(second)
    average = copy.deepcopy(second)
    (found,) = looked(g, others=[second], optimized=[second])
    assert found.net == 1
    del average


def test_modules_that_cannot_tell_their_parameters_are_passed_over(g):
    class Refusing(nn.Linear):
        def parameters(self, recurse=True):
            raise RuntimeError("not now")

    lazy, refusing, average = nn.LazyLinear(4), Refusing(3, 5), copy.deepcopy(g)
    assert [found.name for found in looked(g)] == ["average"]
    del lazy, refusing, average
