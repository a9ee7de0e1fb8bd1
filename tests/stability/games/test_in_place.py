"""`spectrum_in_place`: real steps, whatever they remember, and one sentence where there is no spectrum."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn.functional import softplus

from gancheck.stability.games import (
    Alternating,
    DiracGAN,
    GradientPenalty,
    NotSmoothError,
    Simultaneous,
    eigenvalue_distance,
    predicted_eigenvalues,
    spectrum_in_place,
)


class Dirac:
    """The Dirac-GAN written as anybody would: two modules, two optimizers, a step."""

    def __init__(self, make: Callable[..., torch.optim.Optimizer] = torch.optim.SGD, **options: Any) -> None:
        self.generator, self.discriminator = nn.Linear(1, 1), nn.Linear(1, 1, bias=False)
        for module in (self.generator, self.discriminator):
            module.double()
            for parameter in module.parameters():
                nn.init.zeros_(parameter)
        self.generator.weight.requires_grad_(False)  # G(z) = b
        self.modules = (self.generator, self.discriminator)
        self.optimizers = (make([self.generator.bias], **options), make(self.discriminator.parameters(), **options))
        self.one = torch.ones(1, 1, dtype=torch.float64)

    def step_discriminator(self) -> None:
        self.optimizers[1].zero_grad()
        softplus(self.discriminator(self.generator(self.one).detach())).sum().backward()
        self.optimizers[1].step()

    def step_generator(self) -> None:
        self.optimizers[0].zero_grad()
        (-softplus(self.discriminator(self.generator(self.one)))).sum().backward()
        self.optimizers[0].step()

    def alternating(self) -> None:
        self.step_discriminator()
        self.step_generator()

    def simultaneous(self) -> None:
        for optimizer in self.optimizers:
            optimizer.zero_grad()
        fake = self.discriminator(self.generator(self.one))
        (gradient,) = torch.autograd.grad(-softplus(fake).sum(), [self.generator.bias], retain_graph=True)
        softplus(fake).sum().backward()
        self.generator.bias.grad = gradient
        for optimizer in self.optimizers:
            optimizer.step()


@pytest.mark.parametrize("momentum", [0.0, 0.6])
@pytest.mark.parametrize("decay", [0.0, 0.4])
def test_it_is_the_closed_form(momentum: float, decay: float) -> None:
    """Weight decay of both: of D it is the gradient penalty, of G it pulls to the equilibrium too."""
    gan = Dirac(lr=0.3, momentum=momentum)
    gan.optimizers[1].param_groups[0]["weight_decay"] = decay
    game = DiracGAN("minimax", GradientPenalty(decay))
    for step, rule in (
        (gan.alternating, Alternating(0.3, 1, momentum)),
        (gan.simultaneous, Simultaneous(0.3, momentum)),
    ):
        found = spectrum_in_place(step, gan.modules, gan.optimizers)
        assert eigenvalue_distance(found.eigenvalues, predicted_eigenvalues(game, rule)) < 1e-10
        assert len(found.eigenvalues) == (4 if momentum else 2)  # what does not train is no state


def test_everything_is_put_back() -> None:
    gan = Dirac(lr=0.3, momentum=0.5)
    before = copy.deepcopy([gan.generator.state_dict(), gan.discriminator.state_dict()])
    random = torch.get_rng_state()
    spectrum_in_place(gan.alternating, gan.modules, gan.optimizers)
    after = [gan.generator.state_dict(), gan.discriminator.state_dict()]
    torch.testing.assert_close(after, before, rtol=0, atol=0)
    assert all(not optimizer.state for optimizer in gan.optimizers)
    assert all(p.grad is None for module in gan.modules for p in module.parameters())
    assert torch.equal(torch.get_rng_state(), random)


def test_it_is_put_back_after_an_error_too() -> None:
    gan = Dirac(lr=0.3)

    def broken() -> None:
        gan.alternating()
        with torch.no_grad():
            gan.generator.bias += 1.0
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        spectrum_in_place(broken, gan.modules, gan.optimizers)
    assert gan.generator.bias.item() == 0.0


def test_gradients_that_nobody_zeroes_are_a_memory() -> None:
    """Without zero_grad the gradient is a velocity with a momentum of 1, and the game flies apart."""
    gan = Dirac(lr=0.3)
    for optimizer in gan.optimizers:
        optimizer.zero_grad = lambda *_, **__: None  # type: ignore[method-assign]

    def apart() -> None:
        fake = gan.generator(gan.one)
        softplus(gan.discriminator(fake.detach())).sum().backward()
        gan.optimizers[1].step()
        (gradient,) = torch.autograd.grad(
            -softplus(gan.discriminator(gan.generator(gan.one))).sum(), gan.generator.bias
        )
        gan.generator.bias.grad = gradient
        gan.optimizers[0].step()

    found = spectrum_in_place(apart, gan.modules, gan.optimizers)
    # (x - 1)(x - 1)^2 + (h/2)^2 x^2 = 0, for G without momentum and D with a momentum of 1; G's gradient is forgotten.
    expected = np.append(np.roots([1.0, 0.15**2 - 3.0, 3.0, -1.0]), 0.0)
    assert eigenvalue_distance(found.eigenvalues, expected) < 1e-9
    assert found.converges is False


def test_running_statistics_are_state() -> None:
    """Batch norm's mean goes to the batch's by a tenth: an eigenvalue of 0.9, twice, which changes no step."""
    layer = nn.BatchNorm1d(1, affine=False).double()
    head = nn.Linear(1, 1, bias=False).double()
    nn.init.zeros_(head.weight)
    rows = torch.tensor([[-1.0], [1.0]], dtype=torch.float64)
    layer.running_mean.zero_()
    layer.running_var.fill_(2.0)  # the unbiased variance of the two rows
    optimizer = torch.optim.SGD(head.parameters(), lr=0.1)

    def step() -> None:
        optimizer.zero_grad()
        head(layer(rows)).square().mean().backward()
        optimizer.step()

    found = spectrum_in_place(step, [layer, head], [optimizer])
    np.testing.assert_allclose(np.sort(found.eigenvalues.real), [0.8, 0.9, 0.9], atol=1e-5)
    layer.running_mean.fill_(0.5)
    with pytest.raises(ValueError, match=r"fixed point: a step moves BatchNorm1d\.running_mean by 0\.05"):
        spectrum_in_place(step, [layer, head], [optimizer])


@pytest.mark.parametrize("name", ["Adam", "AdamW", "RMSprop", "Adagrad", "Adadelta", "NAdam", "RAdam"])
def test_adam_and_its_kin_have_none(name: str) -> None:
    gan = Dirac(getattr(torch.optim, name), lr=0.1)
    with pytest.raises(ValueError, match=f"^{name} scales its steps by squared gradients .* no spectrum$"):
        spectrum_in_place(gan.alternating, gan.modules, gan.optimizers)


def test_adagrad_that_starts_with_squares_has_one() -> None:
    """Its sum stays where it is, an eigenvalue of 1 each, and the step is smooth: a rate of 0.1 / sqrt(0.25)."""
    gan = Dirac(torch.optim.Adagrad, lr=0.1, initial_accumulator_value=0.25, eps=0.0)
    found = spectrum_in_place(gan.alternating, gan.modules, gan.optimizers)
    expected = np.concatenate([[1.0, 1.0], predicted_eigenvalues(DiracGAN(), Alternating(0.2))])
    assert eigenvalue_distance(found.eigenvalues, expected) < 1e-7


@pytest.mark.parametrize("name", ["Rprop", "Adamax"])
def test_signs_have_none(name: str) -> None:
    gan = Dirac(getattr(torch.optim, name), lr=0.1)
    with pytest.raises(NotSmoothError, match="not differentiable at the point given"):
        spectrum_in_place(gan.alternating, gan.modules, gan.optimizers)


def test_a_list_of_memories_is_told() -> None:
    gan = Dirac(torch.optim.LBFGS, lr=0.1)

    def step() -> None:
        for optimizer in gan.optimizers:
            optimizer.step(lambda: softplus(gan.discriminator(gan.generator(gan.one))).sum())

    def with_history() -> None:
        step()
        gan.optimizers[0].state[gan.generator.bias]["old_dirs"] = []

    with pytest.raises(ValueError, match="LBFGS remembers more than a tensor of each kind"):
        spectrum_in_place(with_history, gan.modules, gan.optimizers)


def test_a_random_step_is_told() -> None:
    gan = Dirac(lr=0.3)

    def step() -> None:
        gan.alternating()
        with torch.no_grad():
            gan.generator.bias.add_(1e-12 * torch.randn(1, dtype=torch.float64))

    with pytest.raises(ValueError, match="two steps from the same state differ: the step draws random numbers"):
        spectrum_in_place(step, gan.modules, gan.optimizers)


def test_a_schedule_of_ones_own_is_told() -> None:
    gan, calls = Dirac(lr=0.3), [0]

    def step() -> None:
        calls[0] += 1
        gan.alternating()
        with torch.no_grad():
            gan.generator.bias.add_(1e-13 * calls[0])

    with pytest.raises(ValueError, match="leave schedulers out of it"):
        spectrum_in_place(step, gan.modules, gan.optimizers)


def test_single_precision_is_told() -> None:
    gan = Dirac(lr=0.3)
    gan.discriminator.float()
    with pytest.raises(ValueError, match=r"Linear\.weight is torch\.float32: call \.double\(\) on the modules"):
        spectrum_in_place(gan.alternating, gan.modules, gan.optimizers)


def test_no_fixed_point_is_told() -> None:
    gan = Dirac(lr=0.3)
    nn.init.ones_(gan.discriminator.weight)
    with pytest.raises(ValueError, match=r"a step moves Linear\.bias by 0\.1[0-9]+, where at most 1e-09 is allowed"):
        spectrum_in_place(gan.alternating, gan.modules, gan.optimizers)


def test_what_is_not_finite_is_told() -> None:
    gan = Dirac(lr=float("inf"))
    with pytest.raises(ValueError, match=r"Linear\.(weight|bias) is not finite after a step"):
        spectrum_in_place(gan.alternating, gan.modules, gan.optimizers)
    nn.init.constant_(gan.generator.bias, float("nan"))
    with pytest.raises(ValueError, match=r"Linear\.bias is not finite$"):
        spectrum_in_place(gan.alternating, gan.modules, gan.optimizers)


def test_nothing_to_train_is_told() -> None:
    with pytest.raises(ValueError, match="nothing to linearise"):
        spectrum_in_place(lambda: None, [nn.Identity()])
