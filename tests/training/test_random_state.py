"""Global random states are borrowed and given back."""

import torch

from gancheck.training.random_state import RandomState

CPU = torch.device("cpu")


def test_inside_is_its_own_and_outside_is_not_moved() -> None:
    torch.manual_seed(1)
    expected = torch.rand(4)
    torch.manual_seed(1)
    state = RandomState(5, CPU)
    with state:
        first = torch.rand(3)
    outer = torch.rand(2)
    with state:
        second = torch.rand(3)
    assert torch.equal(torch.cat([outer, torch.rand(2)])[:2], expected[:2])
    torch.manual_seed(5)
    assert torch.equal(torch.cat([first, second]), torch.cat([torch.rand(3), torch.rand(3)]))


def test_given_back_after_an_error() -> None:
    torch.manual_seed(2)
    before = torch.get_rng_state()
    try:
        with RandomState(5, CPU):
            torch.rand(1)
            raise KeyError
    except KeyError:
        pass
    assert torch.equal(torch.get_rng_state(), before)


def test_state_is_taken_up() -> None:
    one, two = RandomState(1, CPU), RandomState(2, CPU)
    with one:
        torch.rand(10)
    two.load_state_dict(one.state_dict())
    with one:
        expected = torch.rand(5)
    with two:
        assert torch.equal(torch.rand(5), expected)
