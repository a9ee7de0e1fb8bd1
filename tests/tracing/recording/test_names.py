"""What code calls an object."""

from __future__ import annotations

from types import SimpleNamespace

from torch import nn

from gancheck.tracing.recording.names import name_of

somewhere = nn.Linear(2, 2)


class Trainer:
    def __init__(self) -> None:
        self.critic = nn.Linear(1, 1)

    def ask(self) -> str:
        return name_of(self.critic)


class Holder(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.inner = nn.Linear(1, 1)


def test_a_local_a_global_an_attribute_an_entry() -> None:
    netG = nn.Linear(1, 1)
    holder, nets, space = Holder(), {"d": nn.Linear(1, 1)}, SimpleNamespace(gan=nn.Linear(1, 1))
    names = [name_of(netG), name_of(somewhere), name_of(holder.inner), name_of(nets["d"]), name_of(space.gan)]
    assert names == ["netG", "somewhere", "holder.inner", "nets.d", "space.gan"]


def test_an_attribute_of_self() -> None:
    name = Trainer().ask()
    assert name == "self.critic"


def test_the_innermost_name_wins() -> None:
    outer = nn.Linear(1, 1)

    def step(model: nn.Module) -> str:
        return name_of(model)

    name = step(outer)
    assert name == "model"


def test_none_at_all() -> None:
    name = name_of(nn.Sequential())
    assert name == "Sequential"
