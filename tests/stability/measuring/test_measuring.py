"""Snapshots of a GAN: what is known decides what is measured, and how it is said."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor, nn

from gancheck.evidence import binned_jsd
from gancheck.stability.measuring import Measuring, UserFault
from gancheck.theory import Gaussian, Mixture, jsd, pushforward, ring
from gancheck.training import mlp

TWO = Mixture([Gaussian(-1.0, 0.5), Gaussian(1.0, 0.5)])
RING = ring()


def _noise(n: int) -> Tensor:
    return torch.randn(n, 4)


def _nets(dim: int = 2, latent: int = 4) -> tuple[nn.Sequential, nn.Sequential]:
    torch.manual_seed(0)
    return mlp((latent, 16, dim)), mlp((dim, 16, 1))


def _seven(n: int) -> Tensor:
    """The ring without its first mode."""
    return Mixture(RING.components[1:]).sample(n, dtype=torch.float32)


def test_a_known_density_is_compared_over_its_cells() -> None:
    generator, discriminator = _nets()
    measuring = Measuring(generator=generator, discriminator=discriminator, noise=_noise, p_data=RING)
    snapshot = measuring.snapshot(3, generator_loss=torch.tensor(0.5, requires_grad=True), discriminator_loss=2)
    assert snapshot.step == 3
    assert snapshot.finite
    assert snapshot.jsd is not None
    assert snapshot.jsd.kind == "256 bins"
    assert len(snapshot.masses) == 8
    assert len(snapshot.location) == 2
    assert snapshot.kernel is None
    assert (snapshot.generator_loss, snapshot.discriminator_loss) == (0.5, 2.0)
    assert math.isnan(snapshot.generator_gradient)
    assert measuring.modes[2] == "(0, 2)"
    assert "256 bins of equal p_data mass, from 2048 fakes" in measuring.basis(snapshot)[0]


def test_a_generator_of_the_line_is_known_exactly() -> None:
    generator, discriminator = _nets(1, 1)
    snapshot = Measuring(generator=generator, discriminator=discriminator, noise=Gaussian(), p_data=TWO).snapshot(1)
    assert snapshot.jsd is not None
    assert snapshot.jsd.kind == "exact"
    expected = jsd(TWO, pushforward(generator.eval(), Gaussian())).value
    assert snapshot.jsd.estimate == pytest.approx(expected, abs=1e-6)


def test_the_same_step_gives_the_same_snapshot_and_another_one_another() -> None:
    generator, discriminator = _nets()
    first, second = (
        Measuring(generator=generator, discriminator=discriminator, noise=_noise, p_data=RING) for _ in range(2)
    )
    torch.randn(7)
    assert repr(first.snapshot(5)) == repr(second.snapshot(5))
    assert first.snapshot(6).jsd != first.snapshot(5).jsd


def test_held_out_rows_alone_give_a_bound_the_mmd_and_clusters() -> None:
    data = RING.sample(4000, generator=torch.Generator().manual_seed(0)).float()
    measuring = Measuring(sample=_seven, data=data)
    snapshot = measuring.snapshot(1)
    assert snapshot.jsd is not None
    assert snapshot.jsd.kind == "bound"
    assert snapshot.kernel is not None
    assert len(measuring.modes) == 8
    assert tuple(measuring.modes[i] for i in snapshot.lost) == ("(2, 0)",)
    said = " ".join(measuring.basis(snapshot))
    assert "known from below only" in said
    assert "2048 fakes and 2000 real rows, on which the GAN must not be trained" in said


def test_classes_are_modes() -> None:
    data = RING.sample(2000, generator=torch.Generator().manual_seed(0))

    def quadrant(x: Tensor) -> Tensor:
        return (x[:, 0] > 0).long() * 2 + (x[:, 1] > 0).long()

    measuring = Measuring(sample=lambda n: RING.sample(n).abs(), data=data, classify=quadrant)
    assert measuring.modes == ("class 0", "class 1", "class 2", "class 3")
    assert measuring.snapshot(1).lost == (0, 1, 2)


def test_images_are_compared_in_principal_components() -> None:
    torch.manual_seed(0)
    data = torch.rand(600, 1, 8, 8) * torch.rand(600, 1, 1, 1)
    net = nn.Sequential(nn.Conv2d(1, 2, 3), nn.Flatten(), nn.Linear(72, 1))
    measuring = Measuring(sample=lambda n: torch.rand(n, 1, 8, 8), discriminator=net, data=data)
    snapshot = measuring.snapshot(1)
    assert snapshot.jsd is not None
    assert len(snapshot.location) == 8
    assert 0 <= snapshot.separation <= 1
    assert "32 first principal components" in measuring.basis(snapshot)[-1]


def test_with_neither_what_is_left_is_said() -> None:
    generator, discriminator = _nets()
    measuring = Measuring(generator=generator, discriminator=discriminator, noise=_noise)
    discriminator(generator(_noise(8))).sum().backward()
    snapshot = measuring.snapshot(1)
    assert snapshot.jsd is None
    assert snapshot.masses == ()
    assert 0 < snapshot.d_fake < 1
    assert snapshot.generator_gradient > 0
    assert measuring.basis(snapshot)[0].startswith("Neither p_data nor real rows are known")
    with_rows = measuring.snapshot(2, real=RING.sample(128))
    assert 0 <= with_rows.separation <= 1
    assert 0 < with_rows.spread < 10
    assert with_rows.location == ()
    assert "minibatches on which D was trained" in measuring.basis(with_rows)[0]
    alone = Measuring(sample=_seven).snapshot(1)
    assert alone.finite
    assert math.isnan(alone.d_fake)


def test_drift_is_since_the_last_snapshot() -> None:
    generator, discriminator = _nets()
    measuring = Measuring(generator=generator, discriminator=discriminator, noise=_noise, p_data=RING)
    assert math.isnan(measuring.snapshot(1).generator_drift)
    with torch.no_grad():
        for parameter in generator.parameters():
            parameter.mul_(1.5)
    second = measuring.snapshot(2)
    assert second.generator_drift == pytest.approx(0.5, rel=1e-5)
    assert second.discriminator_drift == 0.0


@pytest.mark.parametrize("broken", ["generator", "discriminator", "sample"])
def test_what_is_not_finite_is_said_so(broken: str) -> None:
    generator, discriminator = _nets()
    if broken == "sample":
        snapshot = Measuring(sample=lambda n: torch.full((n, 2), torch.inf), p_data=RING).snapshot(1)
    else:
        with torch.no_grad():
            {"generator": generator, "discriminator": discriminator}[broken][0].weight[0] = math.nan
        snapshot = Measuring(generator=generator, discriminator=discriminator, noise=_noise, p_data=RING).snapshot(1)
    assert not snapshot.finite
    assert (snapshot.jsd is None) == (broken != "discriminator")


def test_as_many_fakes_as_the_smallest_mode_needs() -> None:
    rare = Mixture([Gaussian(-1.0, 0.1), Gaussian(1.0, 0.1)], [0.98, 0.02])
    measuring = Measuring(sample=lambda n: -torch.ones(n, 1), p_data=rare)
    assert 2048 < measuring.samples < 4096
    assert measuring.snapshot(1).lost == (1,)
    assert Measuring(sample=lambda n: torch.ones(n, 1), p_data=rare, samples=50).samples == 50


def test_one_mode_is_never_lost() -> None:
    assert Measuring(sample=lambda n: torch.full((n, 1), 9.0), p_data=Gaussian()).snapshot(1).masses == ()


def test_the_estimate_is_that_of_the_fakes_that_were_drawn() -> None:
    """Computed again from the fakes that the black box gave away."""
    made: list[Tensor] = []

    def sample(n: int) -> Tensor:
        made.append(_seven(n))
        return made[-1]

    snapshot = Measuring(sample=sample, p_data=RING).snapshot(1)
    expected = binned_jsd(RING.rosenblatt(torch.cat(made).double()), bins=256)
    assert snapshot.jsd is not None
    assert (snapshot.jsd.estimate, snapshot.jsd.low) == (expected.estimate, expected.low)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (
            {"p_data": torch.zeros(9, 2)},
            "p_data is a Tensor; give a Density of gancheck.theory, or rows of data",
        ),
        ({"p_data": RING, "data": torch.zeros(500, 2)}, "p_data and data are both given"),
        ({"p_data": RING, "features": lambda x: x}, "features is for data without a density"),
        ({"p_data": RING, "samples": 1}, "samples is 1; a snapshot takes at least 2 fakes"),
        ({"data": torch.zeros(500, 2), "clusters": 0}, "clusters is 0; it has to be at least 1"),
    ],
)
def test_what_does_not_fit_is_one_sentence(given: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Measuring(sample=_seven, **given)  # type: ignore[arg-type]


def test_fakes_and_real_rows_of_different_shapes() -> None:
    with pytest.raises(UserFault, match=r"fakes have shape \(3,\) a row, real rows \(2,\); they have to agree"):
        Measuring(sample=lambda n: torch.zeros(n, 3), p_data=RING).snapshot(1)


def test_a_loss_that_is_no_number() -> None:
    with pytest.raises(UserFault, match="g_loss is a Tensor that is no single number"):
        Measuring(sample=_seven, p_data=RING).snapshot(1, generator_loss=torch.zeros(2))


def test_functions_may_write_to_what_they_get() -> None:
    """The same snapshot as with functions that leave their input alone."""
    data = RING.sample(1000, generator=torch.Generator().manual_seed(0))

    def snapshots(zeroed: bool) -> str:
        def spoiled(x: Tensor) -> Tensor:
            kept = x.clone()
            return kept + 0 * x.zero_() if zeroed else kept

        measuring = Measuring(
            sample=lambda n: torch.randn(n, 2),
            discriminator=lambda x: spoiled(x)[:, 0],
            output="logits",
            data=data,
            features=spoiled,
            classify=lambda x: (spoiled(x)[:, 0] > 0).long(),
        )
        return repr(measuring.snapshot(1))

    assert snapshots(True) == snapshots(False)
