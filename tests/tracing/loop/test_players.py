"""Who is who, in loops whose players are known."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from gancheck.tracing.loop.players import Unable, pairings
from tests.tracing.loops import Gan, M, X, Z, mlp, softplus, watch


def told(gan: Gan, generator: str | None = None, discriminator: str | None = None) -> list[tuple[str, str, int]]:
    found = pairings(watch(gan, n=4).recorder, generator, discriminator)
    return [(p.generator.name, p.discriminator.name, p.main) for p in found]


def test_the_net_that_is_fed_the_other_judges() -> None:
    gan = Gan()
    (pairing,) = pairings(watch(gan, n=4).recorder)
    assert (pairing.generator.last.module, pairing.discriminator.last.module) == (gan.g, gan.d)
    assert (pairing.generator.role, pairing.discriminator.role) == ("generator", "discriminator")
    assert pairing.generator.parameters == {id(p) for p in gan.g.parameters()}
    assert pairing.discriminator.parameters == {id(p) for p in gan.d.parameters()}
    assert pairing.generator.first is pairing.generator.last


def test_neither_names_nor_the_order_of_the_steps_decide() -> None:
    class Swapped(Gan):
        """What is called d generates."""

        def d_loss(self) -> Any:
            return softplus(-self.g(self.d(self.noise()))).mean()

        def g_loss(self) -> Any:
            fake = self.d(self.noise()).detach()
            return softplus(-self.g(self.real())).mean() + softplus(self.g(fake)).mean()

    gan = Swapped(mlp(X, 1), mlp(Z, X))
    assert told(gan) == [("self.d", "self.g", 0)]


def test_a_mapping_net_belongs_to_the_generator() -> None:
    class Mapped(Gan):
        def __init__(self) -> None:
            super().__init__()
            self.mapping = mlp(Z, Z)
            self.of_g = torch.optim.Adam([*self.g.parameters(), *self.mapping.parameters()], 1e-3)

        def fake(self) -> Tensor:
            made: Tensor = self.g(self.mapping(self.noise()))
            return made

    gan = Mapped()
    (pairing,) = pairings(watch(gan, n=4).recorder)
    assert [net.module for net in pairing.generator.nets] == [gan.mapping, gan.g]
    assert pairing.generator.name == "self.mapping + self.g"
    assert (pairing.generator.first.module, pairing.generator.last.module) == (gan.mapping, gan.g)


def test_so_does_a_mapping_before_the_mapping() -> None:
    class Mapped(Gan):
        def __init__(self) -> None:
            super().__init__()
            self.first, self.second = mlp(Z, 4), mlp(4, Z)
            nets = (self.first, self.second, self.g)
            self.of_g = torch.optim.Adam([p for net in nets for p in net.parameters()], 1e-3)

        def fake(self) -> Tensor:
            made: Tensor = self.g(self.second(self.first(self.noise())))
            return made

    gan = Mapped()
    (pairing,) = pairings(watch(gan, n=4).recorder)
    assert [net.module for net in pairing.generator.nets] == [gan.first, gan.second, gan.g]


def test_a_trunk_belongs_to_the_discriminator() -> None:
    class Headed(Gan):
        def __init__(self) -> None:
            super().__init__()
            self.head = nn.Linear(6, 1)
            self.trunk = mlp(X, 6)
            self.of_d = torch.optim.Adam([*self.head.parameters(), *self.trunk.parameters()], 1e-3)
            self.d = lambda x: self.head(self.trunk(x))  # type: ignore[assignment]

    gan = Headed()
    (pairing,) = pairings(watch(gan, n=4).recorder)
    assert [net.module for net in pairing.discriminator.nets] == [gan.trunk, gan.head]
    assert [net.module for net in pairing.generator.nets] == [gan.g]


class Watched(Gan):
    """A frozen net of features looks at fakes and data too."""

    def __init__(self) -> None:
        super().__init__()
        self.features = mlp(X, 1).requires_grad_(False)

    def g_loss(self) -> Any:
        fake, real = self.fake(), self.real()
        return softplus(-self.d(fake)).mean() + (self.features(fake).mean() - self.features(real).mean()) ** 2


class Encoded(Gan):
    """An encoder, trained with G, is fed fakes alone, and finds their noise again."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = mlp(X, Z)
        self.of_g = torch.optim.Adam([*self.g.parameters(), *self.encoder.parameters()], 1e-3)

    def g_loss(self) -> Any:
        z = self.noise()
        fake = self.g(z)
        return softplus(-self.d(fake)).mean() + (self.encoder(fake) - z).pow(2).mean()


@pytest.mark.parametrize("kind", [Watched, Encoded])
def test_what_else_is_fed_fakes_is_no_discriminator(kind: type[Gan]) -> None:
    assert told(kind()) == [("self.g", "self.d", 0)]


def test_the_data_need_not_come_first() -> None:
    class Conditional(Gan):
        def __init__(self) -> None:
            class Judge(nn.Module):
                def __init__(self) -> None:
                    super().__init__()
                    self.net = mlp(X + 2, 1)

                def forward(self, y: Tensor, x: Tensor) -> Tensor:
                    score: Tensor = self.net(torch.cat([y, x], 1))
                    return score

            super().__init__(d=Judge())

        def d_loss(self) -> Any:
            y = torch.eye(2)[torch.arange(M) % 2]
            fake = self.fake().detach()
            return softplus(-self.d(y, self.real())).mean() + softplus(self.d(y, fake)).mean()

        def g_loss(self) -> Any:
            return softplus(-self.d(torch.eye(2)[torch.arange(M) % 2], self.fake())).mean()

    assert told(Conditional()) == [("self.g", "self.d", 1)]


class Two(Gan):
    """Two discriminators judge one generator."""

    def __init__(self) -> None:
        super().__init__()
        self.critic = mlp(X, 1)
        self.of_d = torch.optim.Adam([*self.d.parameters()], 1e-3)
        self.of_critic = torch.optim.Adam(self.critic.parameters(), 1e-3)

    def step_d(self) -> None:
        super().step_d()
        self.of_critic.zero_grad()
        fake = self.fake().detach()
        (softplus(-self.critic(self.real())).mean() + softplus(self.critic(fake)).mean()).backward()
        self.of_critic.step()

    def g_loss(self) -> Any:
        fake = self.fake()
        return softplus(-self.d(fake)).mean() + softplus(-self.critic(fake)).mean()


def test_two_discriminators_are_two_pairs() -> None:
    assert told(Two()) == [("self.g", "self.d", 0), ("self.g", "self.critic", 0)]


@pytest.mark.parametrize("name", ["critic", "self.critic"])
def test_a_name_chooses(name: str) -> None:
    assert told(Two(), discriminator=name) == [("self.g", "self.critic", 0)]
    assert told(Two(), generator="g", discriminator=name) == [("self.g", "self.critic", 0)]


def test_a_name_that_nothing_has() -> None:
    with pytest.raises(Unable, match=r"No net is called 'netG'; name one of self\.d, self\.g with --generator\."):
        told(Gan(), generator="netG")


def test_nothing_is_trained() -> None:
    class Idle(Gan):
        def step_d(self) -> None:
            pass

        step_g = step_d

    with pytest.raises(Unable, match="No module with parameters was called and no optimizer stepped"):
        told(Idle())


def test_only_raw_tensors_are_stepped() -> None:
    class Raw(Gan):
        def step_d(self) -> None:
            self.of_d.step()

        step_g = step_d

    with pytest.raises(Unable, match="no module with parameters was called"):
        told(Raw())


def test_nets_that_have_nothing_to_do_with_each_other() -> None:
    class Apart(Gan):
        def d_loss(self) -> Any:
            return softplus(-self.d(self.real())).mean()

        def g_loss(self) -> Any:
            return self.fake().pow(2).mean()

    with pytest.raises(Unable, match=r"No output of one net reached another; the nets seen are self\.d \(Sequential\)"):
        told(Apart())


def test_a_module_that_holds_both_players_is_none() -> None:
    class Whole(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.g, self.d = mlp(Z, X), mlp(X, 1)

        def forward(self, z: Tensor) -> Tensor:
            score: Tensor = self.d(self.g(z))
            return score

    class Held(Gan):
        def __init__(self) -> None:
            self.whole = Whole()
            super().__init__(self.whole.g, self.whole.d)

        def g_loss(self) -> Any:
            return softplus(-self.whole(self.noise())).mean()

    gan = Held()
    (pairing,) = pairings(watch(gan, n=4).recorder)
    assert (pairing.generator.last.module, pairing.discriminator.last.module) == (gan.g, gan.d)
