"""Parameters as views of one tensor."""

import copy

import torch
from torch import nn

from gancheck.training import mlp
from gancheck.training.flat import Flat
from gancheck.training.stacked import stack


def _players() -> list[nn.Module]:
    torch.manual_seed(0)
    return [mlp((3, 20, 5, 1)), stack([mlp((3, 20, 5, 1)) for _ in range(4)])]


def test_the_module_computes_the_same_and_sees_the_numbers() -> None:
    for player in _players():
        x = torch.randn(4, 7, 3)
        before = player(x)
        flat = Flat(player)
        assert flat.values.shape == (sum(p.numel() for p in player.parameters()),)
        torch.testing.assert_close(player(x), before, rtol=1e-6, atol=1e-6)
        flat.values.zero_()
        assert all(not p.any() for p in player.parameters())
        with torch.no_grad():
            next(player.parameters()).fill_(1.0)
        assert flat.values.sum() == next(player.parameters()).numel()


def test_gradients_are_shown_in_the_parameters_shapes() -> None:
    for player in _players():
        flat = Flat(player)
        assert all(p.grad is None for p in player.parameters())
        flat.gradients.copy_(torch.arange(len(flat.gradients)))
        flat.show_gradients()
        seen = torch.cat([p.grad.flatten() for p in player.parameters()])
        assert torch.equal(seen.sort().values, flat.gradients)


def test_the_parts_of_members_are_all_there_is() -> None:
    flat = Flat(_players()[1])
    flat.values.copy_(torch.arange(len(flat.values)))
    (whole,) = flat.part(flat.values, 0, 4)
    parts = [*flat.part(flat.values, 0, 3), *flat.part(flat.values, 3, 4)]
    assert torch.equal(torch.cat([part.flatten() for part in parts]).sort().values, whole)
    assert [len(part) for part in flat.by_member()] == [4] * 6
    narrow = [layer.narrow for layer in flat.layers(1, 3)]
    assert narrow == [False, True, True]


def test_moved_parameters_are_noticed() -> None:
    for player in _players():
        flat = Flat(player)
        assert flat.bound()
        assert not any(
            a.data_ptr() == b.data_ptr()
            for a, b in zip(copy.deepcopy(player).parameters(), player.parameters(), strict=True)
        )
        next(player.parameters()).requires_grad_(False)
        assert not flat.bound()
        next(player.parameters()).requires_grad_(True)
        player.double()
        assert not flat.bound()
