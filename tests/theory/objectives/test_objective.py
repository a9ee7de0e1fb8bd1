import pickle

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from gancheck.theory import OBJECTIVES, Gaussian, Laplace, Objective, integrate, objective

NAMES = (
    "minimax",
    "non-saturating",
    "least-squares",
    "hinge",
    "wasserstein",
    "kl",
    "reverse-kl",
    "pearson",
    "squared-hellinger",
    "js",
    "gan",
)


def one(value: float) -> torch.Tensor:
    return torch.tensor([value], dtype=torch.float64)


def pointwise(found: Objective, p: float, q: float, v: float) -> float:
    """p a(v) + q b(v), where the discriminator's loss is E a + E b: both parts up to a constant."""
    base = found.discriminator_loss(one(0.0), one(0.0)).item()
    real = found.discriminator_loss(one(v), one(0.0)).item() - base
    fake = found.discriminator_loss(one(0.0), one(v)).item() - base
    return p * real + q * fake + (p + q) / 2 * base


def test_the_names() -> None:
    assert set(NAMES) <= set(OBJECTIVES)
    for name in NAMES:
        assert objective(name).name == name
        assert objective(name).divergence_name
        assert objective(name).source
    with pytest.raises(ValueError, match="no objective 'gans': choose one of minimax, non-saturating"):
        objective("gans")


@pytest.mark.parametrize("name", [name for name in NAMES if name != "wasserstein"])
@given(log_p=st.floats(-3, 1), log_q=st.floats(-3, 1))
def test_the_optimal_output_is_the_variational_optimum(name: str, log_p: float, log_q: float) -> None:
    found = objective(name)
    assert found.optimal_output is not None
    best = float(found.optimal_output(one(log_p), one(log_q)))
    p, q = np.exp(log_p), np.exp(log_q)
    numeric = minimize_scalar(lambda v: pointwise(found, p, q, v), bounds=(best - 4, best + 3.5), method="bounded")
    assert pointwise(found, p, q, best) <= numeric.fun + 1e-12
    if abs(log_p - log_q) > 0.1:  # hinge: where p = q every output in [-1, 1] is optimal
        assert numeric.x == pytest.approx(best, abs=1e-3)


@pytest.mark.parametrize("name", NAMES)
def test_the_value_at_the_optimum_is_the_divergence(name: str) -> None:
    found = objective(name)
    assert found.divergence is not None
    p, q = Gaussian(), Gaussian(0.7, 1.2)
    best = found.optimal_discriminator(p, q)

    def integrand(x: np.ndarray) -> np.ndarray:
        points = torch.from_numpy(x[:, None])
        outputs, density_p, density_q = best(points), p.log_prob(points).exp(), q.log_prob(points).exp()
        zeros = torch.zeros((len(x), 1), dtype=torch.float64)
        rows = outputs[:, None]
        real = torch.stack([found.discriminator_loss(a, b) for a, b in zip(rows, zeros, strict=True)])
        fake = torch.stack([found.discriminator_loss(a, b) for a, b in zip(zeros, rows, strict=True)])
        base = found.discriminator_loss(zeros[0], zeros[0])
        total = density_p * (real - base) + density_q * (fake - base) + (density_p + density_q) / 2 * base
        return -total.numpy()

    crossings = [0.7 / (1 - 1.2), *np.roots([0.5 - 1 / 2.88, 1.4 / 2.88, -0.49 / 2.88 - np.log(1.2)])]
    marks = [*p.landmarks, *q.landmarks, *getattr(best, "knots", ()), *crossings]
    numeric = integrate(integrand, marks, support=(-12.0, 14.0), tolerance=1e-8)
    assert numeric.value == pytest.approx(found.divergence(p, q).value, abs=3e-8)


@pytest.mark.parametrize("name", NAMES)
@given(seed=st.integers(0, 2**32 - 1), members=st.integers(1, 4), m=st.integers(1, 9))
def test_one_backward_pass_trains_independent_members(name: str, seed: int, members: int, m: int) -> None:
    found = objective(name)
    generator = torch.Generator().manual_seed(seed)
    real, fake = (torch.randn(members, m, generator=generator, dtype=torch.float64).requires_grad_() for _ in "rf")
    whole = found.discriminator_loss(real, fake)
    assert whole.shape == ()
    together = torch.autograd.grad(whole, (real, fake))
    for i in range(members):
        own_real, own_fake = real[i].detach().requires_grad_(), fake[i].detach().requires_grad_()
        own = torch.autograd.grad(found.discriminator_loss(own_real, own_fake), (own_real, own_fake))
        torch.testing.assert_close((together[0][i], together[1][i]), own, rtol=1e-14, atol=0)
    (shared,) = torch.autograd.grad(found.generator_loss(fake), fake)
    alone = fake[0].detach().requires_grad_()
    (own_gradient,) = torch.autograd.grad(found.generator_loss(alone), alone)
    torch.testing.assert_close(shared[0], own_gradient, rtol=1e-14, atol=0)


@pytest.mark.parametrize("name", NAMES)
def test_the_players_pull_in_opposite_directions(name: str) -> None:
    # On fake outputs: what lowers the generator's loss raises the discriminator's (hinge: within the margin).
    found = objective(name)
    fake = torch.linspace(-0.9, 0.8, 7, dtype=torch.float64).requires_grad_()
    (for_d,) = torch.autograd.grad(found.discriminator_loss(torch.zeros(7, dtype=torch.float64), fake), fake)
    (for_g,) = torch.autograd.grad(found.generator_loss(fake), fake)
    signs = torch.sign(for_d) * torch.sign(for_g)
    if name == "least-squares":  # both regress to a target, and agree outside of [0, 1]
        signs = signs[(fake > 0) & (fake < 1)]
    assert (signs == -1).all()


@pytest.mark.parametrize("name", NAMES)
def test_objectives_travel_to_workers(name: str) -> None:
    assert pickle.loads(pickle.dumps(objective(name))) == objective(name)


def test_an_unknown_optimum_is_said() -> None:
    mute = Objective("mute", lambda r, f: r.mean(), lambda f: f.mean(), None, None, "")
    with pytest.raises(ValueError, match="'mute' does not say"):
        mute.optimal_discriminator(Gaussian(), Laplace())
