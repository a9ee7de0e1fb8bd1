"""Nets whose `forward` is called directly."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from gancheck.tracing.recording.direct import DirectCalls
from tests.tracing.loops import Gan, X, Z, mlp, told, watched


class Wrapped(nn.Module):
    """Around a net."""

    def __init__(self, n_in: int, n_out: int) -> None:
        super().__init__()
        self.net = mlp(n_in, n_out)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.net(x)
        return out * 2


class Other(Wrapped):
    """Its own class, and the forward of the one above."""


def test_calls_of_forward_are_calls_of_the_net() -> None:
    class Direct(Gan):
        def __init__(self) -> None:
            super().__init__(Wrapped(Z, X), Other(X, 1))
            self.judge, self.make = self.d, self.g
            self.d = lambda x: self.judge.forward(x)  # type: ignore[assignment]
            self.g = lambda z: self.make.forward(z)  # type: ignore[assignment]

    originals = vars(Wrapped)["forward"]
    gan = Direct()
    pair = watched(gan, n=10)
    assert pair.generator.last.module is gan.make
    assert pair.discriminator.last.module is gan.judge
    assert told("k", pair) == {("kept", ""): 1}
    assert vars(Wrapped)["forward"] is originals
    assert "forward" not in vars(Other)


def test_wrapping_and_releasing() -> None:
    heard: list[str] = []
    inside = False
    calls = DirectCalls(lambda *_: heard.append("in"), lambda *_: heard.append("out"), lambda: inside)
    net, x = Wrapped(3, 1), torch.randn(2, 3)
    wanted = net(x)
    calls.wrap(net)
    calls.wrap(net)
    assert torch.equal(net.forward(x), wanted)
    assert heard == ["in", "out"]
    inside = True
    assert torch.equal(net(x), wanted)
    assert heard == ["in", "out"]
    calls.release()
    inside = False
    net.forward(x)
    assert heard == ["in", "out"]


def test_what_raises_is_left_too() -> None:
    heard: list[str] = []
    calls = DirectCalls(lambda *_: heard.append("in"), lambda *_: heard.append("out"), lambda: False)
    net = Wrapped(3, 1)
    calls.wrap(net)
    try:
        net.forward(torch.randn(2, 4))
    except RuntimeError:
        heard.append("raised")
    finally:
        calls.release()
    assert heard == ["in", "out", "raised"]


def test_torch_is_not_touched() -> None:
    before = nn.Linear.forward
    calls = DirectCalls(lambda *_: None, lambda *_: None, lambda: False)
    calls.wrap(nn.Linear(1, 1))
    assert nn.Linear.forward is before
