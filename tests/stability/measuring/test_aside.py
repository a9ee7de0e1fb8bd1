"""What happens aside leaves no trace."""

from __future__ import annotations

import random

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from gancheck.stability.measuring.aside import aside


def _states() -> tuple[object, ...]:
    return torch.get_rng_state().tolist(), np.random.get_state()[1].tolist(), random.getstate()  # noqa: NPY002


def test_global_random_states_are_put_back() -> None:
    before = _states()
    with aside(1):
        torch.randn(5), np.random.rand(5), random.random()  # noqa: NPY002
        assert _states() != before
    assert _states() == before


def test_they_are_put_back_after_an_error() -> None:
    before = _states()
    net = nn.Dropout()
    with pytest.raises(RuntimeError), aside(1, [net]):
        torch.randn(5) @ torch.randn(6)
    assert _states() == before
    assert net.training


def test_the_seed_decides_what_is_drawn_inside() -> None:
    def drawn(seed: int) -> tuple[object, ...]:
        with aside(seed):
            return torch.randn(3).tolist(), np.random.rand(3).tolist(), random.random()  # noqa: NPY002

    assert drawn(3) == drawn(3)
    assert drawn(3) != drawn(4)


@pytest.mark.parametrize(
    "source", [torch.Generator(), np.random.default_rng(0), np.random.RandomState(0), random.Random(0)]
)
def test_sources_are_put_back(source: torch.Generator) -> None:
    def drawn() -> object:
        if isinstance(source, torch.Generator):
            return torch.randn(3, generator=source).tolist()
        return [source.random() for _ in range(3)]

    with aside(0, [], [source]):
        first = drawn()
    assert drawn() == first


class Counting(nn.Module):
    """Writes its buffers in any mode: one in place, one anew."""

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("seen", torch.zeros(1))
        self.register_buffer("last", torch.zeros(1))

    def forward(self, x: Tensor) -> Tensor:
        self.seen += 1
        self.last = x.mean().reshape(1)
        return x


def test_buffers_that_are_written_are_put_back() -> None:
    net = Counting()
    weight = torch.ones(1, requires_grad=True)
    product = weight * net.seen  # keeps the buffer for its backward pass
    seen, last = net.seen, net.last
    with aside(0, [net]):
        net(torch.ones(4))
        assert net.seen.item() == net.last.item() == 1
    assert net.seen is seen
    assert net.last is last
    assert seen.item() == last.item() == 0
    product.backward()


def test_a_buffer_that_two_modules_share_stays_one() -> None:
    first, second = Counting(), Counting()
    second.seen = first.seen
    with aside(0, [nn.Sequential(first, second)]):
        assert first.seen is second.seen
    assert first.seen is second.seen


def test_modes_gradients_and_autocast() -> None:
    net = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2))
    net[1].eval()
    with torch.autocast("cpu", dtype=torch.bfloat16), aside(0, [net]):
        assert not net.training
        assert not net(torch.ones(2, 2)).requires_grad
        assert net(torch.ones(2, 2)).dtype is torch.float32
    assert net.training
    assert not net[1].training
    assert torch.is_grad_enabled()


def test_a_cuda_that_is_not_used_yet_is_not_seeded() -> None:
    queued = len(torch.cuda._queued_calls)
    with aside(0):
        pass
    assert len(torch.cuda._queued_calls) == queued


@pytest.mark.gpu
def test_the_devices_random_state_is_put_back() -> None:
    net = nn.Linear(2, 2).cuda()
    before = torch.cuda.get_rng_state()
    with aside(0, [net]):
        first = torch.randn(4, device="cuda").tolist()
    assert torch.equal(torch.cuda.get_rng_state(), before)
    with aside(0, [net]):
        assert torch.randn(4, device="cuda").tolist() == first
