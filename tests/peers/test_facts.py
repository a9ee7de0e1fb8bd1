"""What the peers do, established without the tracer: what `test_peers` expects of it, measured by other means."""

from __future__ import annotations

import runpy
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pytest
import torch
from torch.nn import functional
from torch.optim.optimizer import register_optimizer_step_post_hook

from tests.peers.running import LIBRARIES, SCRIPTS, place_for, run
from tests.peers.standins import standing_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


def need(name: str) -> None:
    library = LIBRARIES[name]
    if find_spec(library) is None:
        pytest.skip(f"{library} is not installed: `tox -e peers` has it")


@contextmanager
def steps_seen() -> Iterator[list[tuple[torch.optim.Optimizer, float]]]:
    """Every optimizer step, in order, with the largest absolute parameter after it."""
    seen: list[tuple[torch.optim.Optimizer, float]] = []

    def note(optimizer: torch.optim.Optimizer, _args: Any, _kwargs: Any) -> None:
        parameters = optimizer.param_groups[0]["params"]
        seen.append((optimizer, max(float(parameter.detach().abs().max()) for parameter in parameters)))

    handle = register_optimizer_step_post_hook(note)
    try:
        yield seen
    finally:
        handle.remove()


def letters(seen: list[tuple[torch.optim.Optimizer, float]]) -> str:
    """The steps as letters, one an optimizer, in the order in which they first stepped: `abab`."""
    order = list(dict.fromkeys(id(optimizer) for optimizer, _ in seen))
    return "".join("abc"[order.index(id(optimizer))] for optimizer, _ in seen)


# --- torchgan 0.1.0 ---------------------------------------------------------------------------------------------------


def test_torchgan_takes_the_penaltys_norm_over_the_whole_batch() -> None:
    """A critic x -> w.x with |w| = 1 has gradient norm 1 at every x: its penalty is 0. Over 16 rows the norm is 4."""
    need("torchgan")
    with standing_in("torchgan"):
        from torchgan.losses.functional import wasserstein_gradient_penalty
    points = torch.randn(16, 9, requires_grad=True)
    weights = functional.normalize(torch.randn(9), dim=0)
    penalty = wasserstein_gradient_penalty(points, points @ weights)
    assert float(penalty) == pytest.approx((4 - 1) ** 2, rel=1e-5)


def test_torchgans_penalty_is_an_optimizer_step_of_its_own_and_the_generator_steps_first(tmp_path: Path) -> None:
    need("torchgan")
    with steps_seen() as seen:
        run("torchgan_wgan_gp", tmp_path)
    assert letters(seen) == "abb" * 60


@pytest.mark.parametrize(("ncritic", "minibatches"), [(2, 1), (4, 2), (5, 5)])
def test_torchgan_counts_the_penaltys_steps_among_the_critics(ncritic: int, minibatches: int, tmp_path: Path) -> None:
    """`ncritic` minibatches a generator step, unless it is even: each counts twice when there is a penalty."""
    need("torchgan")
    script = tmp_path / "script.py"
    text = (SCRIPTS / "torchgan_wgan_gp.py").read_text(encoding="utf-8")
    script.write_text(text.replace("epochs=3", f"epochs=2, ncritic={ncritic}"), encoding="utf-8")
    with place_for("torchgan_wgan_gp", tmp_path), steps_seen() as seen:
        runpy.run_path(str(script), run_name="__main__")
    assert set(letters(seen).split("a")[1:-1]) == {"bb" * minibatches}


def test_torchgans_generator_steps_first(tmp_path: Path) -> None:
    need("torchgan")
    with steps_seen() as seen:
        names = run("torchgan_minimax", tmp_path)
    assert letters(seen) == "ab" * 60
    assert seen[0][0] is names["trainer"].optimizer_generator


def test_torchgan_clips_before_the_critics_step_so_that_the_critic_is_never_within_its_bounds(tmp_path: Path) -> None:
    need("torchgan")
    with steps_seen() as seen:
        names = run("torchgan_wgan_clip", tmp_path)
    assert letters(seen) == "a" + "b" * 5 + ("a" + "b" * 5) * 11
    largest = [size for optimizer, size in seen if optimizer is names["trainer"].optimizer_discriminator]
    assert min(largest) > 0.01


def test_torchgan_draws_one_interpolation_factor_a_batch(tmp_path: Path) -> None:
    """Along a row, x^ = e x + (1 - e) G(z): e is found from the critic's three inputs of one iteration."""
    need("torchgan")
    with standing_in("torchgan"):
        from torchgan.losses import WassersteinGradientPenalty
        from torchgan.models import DCGANDiscriminator, DCGANGenerator
    generator = DCGANGenerator(encoding_dims=4, out_size=16, out_channels=1, step_channels=4)
    critic = DCGANDiscriminator(in_size=16, in_channels=1, step_channels=4)
    fed: list[torch.Tensor] = []
    made: list[torch.Tensor] = []
    critic.register_forward_pre_hook(lambda _module, args: fed.append(args[0].detach()))
    generator.register_forward_hook(lambda _module, _args, output: made.append(output.detach()))
    real = torch.rand(8, 1, 16, 16) * 2 - 1
    optimizer = torch.optim.SGD(critic.parameters(), lr=0.0)
    WassersteinGradientPenalty().train_ops(generator, critic, optimizer, real, torch.device("cpu"))
    factor = ((fed[0] - made[0]) / (real - made[0])).flatten(1).median(dim=1).values
    assert float(factor.max() - factor.min()) < 1e-4


def test_torchgans_minimax_loss_is_non_saturating_unless_told() -> None:
    """dL/do is s - 1 of the one and -s of the other, s = sigmoid(o): equal at 0, and far apart at -8."""
    need("torchgan")
    with standing_in("torchgan"):
        from torchgan.losses import MinimaxGeneratorLoss
    score = torch.tensor([-8.0], requires_grad=True)
    (default,) = torch.autograd.grad(MinimaxGeneratorLoss()(score), score)
    (told,) = torch.autograd.grad(MinimaxGeneratorLoss(nonsaturating=False)(score), score)
    assert float(default) == pytest.approx(-0.99966, rel=1e-4)
    assert float(told) == pytest.approx(-3.3535e-4, rel=1e-4)


# --- vegans 0.4.0 -----------------------------------------------------------------------------------------------------


def noise_and_modes(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int, bool]]:
    """Every call of a vegans network: its name, a number for what it was fed, whether in train mode."""
    with standing_in("vegans"):
        from vegans.utils.networks import NeuralNetwork
    calls: list[tuple[str, int, bool]] = []
    forward = NeuralNetwork.forward

    def noting(self: Any, x: torch.Tensor) -> Any:
        calls.append((self.name, hash(x.detach().numpy().tobytes()), self.training))
        return forward(self, x)

    monkeypatch.setattr(NeuralNetwork, "forward", noting)
    return calls


@pytest.mark.parametrize(
    "script", ["vegans_vanilla", "vegans_wasserstein", "vegans_wasserstein_gp", "vegans_conditional"]
)
def test_vegans_trains_k_1_whatever_its_steps_say(script: str, tmp_path: Path) -> None:
    need("vegans")
    with steps_seen() as seen:
        run(script, tmp_path)
    assert letters(seen) == "ab" * 60


def test_vegans_shares_the_noise_and_never_shuffles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An iteration is G(z), D(G(z)), G's step, G(z), D(G(z)), D(x), D's step; an epoch has ten."""
    need("vegans")
    calls = noise_and_modes(monkeypatch)
    run("vegans_vanilla", tmp_path)
    training = [call for call in calls if call[2]]
    iterations = []
    while len(training) >= 5:
        names = [name for name, _, _ in training[:5]]
        assert names == ["Generator", "Adversary", "Generator", "Adversary", "Adversary"]
        iterations.append([fed for _, fed, _ in training[:5]])
        # After the last minibatch of an epoch both losses are taken twice more, to be printed and to be kept.
        training = training[15 if len(iterations) % 10 == 0 else 5 :]
    assert len(iterations) == 60
    assert all(fed[0] == fed[2] for fed in iterations)
    assert len({fed[0] for fed in iterations}) == 60
    assert [fed[4] for fed in iterations[:10]] == [fed[4] for fed in iterations[10:20]]


def test_vegans_draws_new_noise_when_it_has_labels_even_where_it_was_given_some(tmp_path: Path) -> None:
    need("vegans")
    names = run("vegans_conditional", tmp_path)
    labels = torch.from_numpy(names["y_train"][:4])
    z = torch.zeros(4, 8)
    assert not (names["gan"].generate(y=labels, z=z) == names["gan"].generate(y=labels, z=z)).any()


def test_vegans_clips_after_every_critic_step(tmp_path: Path) -> None:
    need("vegans")
    names = run("vegans_wasserstein", tmp_path)
    assert all(float(parameter.detach().abs().max()) <= 0.01 for parameter in names["gan"].adversary.parameters())


def test_vegans_critic_is_low_on_real_data_for_both_players() -> None:
    need("vegans")
    with standing_in("vegans"):
        from vegans.utils import WassersteinLoss
    scores = torch.zeros(4, requires_grad=True)
    for target, slope in ((1.0, 0.25), (0.0, -0.25)):
        (gradient,) = torch.autograd.grad(WassersteinLoss()(scores, torch.full((4,), target)), scores)
        assert torch.equal(gradient, torch.full((4,), slope))


# --- torch-mimicry 0.1.16 ---------------------------------------------------------------------------------------------


def test_mimicrys_minimax_is_the_non_saturating_loss() -> None:
    need("mimicry")
    with standing_in("torch_mimicry"):
        from torch_mimicry.modules.losses import minimax_loss_gen
    scores = torch.linspace(-8, 8, 33).view(-1, 1).requires_grad_()
    (gradient,) = torch.autograd.grad(minimax_loss_gen(scores), scores)
    torch.testing.assert_close(gradient, (torch.sigmoid(scores) - 1).detach() / 33)


def test_mimicrys_epsilon_takes_the_gradient_away_where_the_discriminator_is_sure() -> None:
    """-log(s + e) has dL/do = -s (1 - s) / (s + e): at o = -20.4, s = 1.4e-9 and an eighth of the gradient is left."""
    need("mimicry")
    with standing_in("torch_mimicry"):
        from torch_mimicry.modules.losses import ns_loss_gen
    scores = torch.tensor([[-5.0], [-20.4]], requires_grad=True)
    (gradient,) = torch.autograd.grad(ns_loss_gen(scores), scores)
    share = 2 * gradient.flatten() / (torch.sigmoid(scores.detach()).flatten() - 1)
    assert float(share[0]) == pytest.approx(1.0, abs=1e-4)
    assert 0.1 < float(share[1]) < 0.15


@pytest.mark.parametrize(("script", "score"), [("mimicry_dcgan", -19), ("mimicry_ns", -35)])
def test_mimicrys_discriminators_get_so_sure(
    script: str, score: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    need("mimicry")
    with standing_in("torch_mimicry"):
        from torch_mimicry.modules import losses
    lowest: list[float] = []
    wanted = losses.ns_loss_gen

    def noting(output_fake: torch.Tensor) -> Any:
        lowest.append(float(output_fake.detach().min()))
        return wanted(output_fake)

    monkeypatch.setattr(losses, "ns_loss_gen", noting)
    run(script, tmp_path)
    assert min(lowest) < score


def test_mimicry_samples_in_train_mode_and_its_statistics_move(tmp_path: Path) -> None:
    need("mimicry")
    with standing_in("torch_mimicry"):
        from torch_mimicry.nets import sngan
        from torch_mimicry.training.logger import Logger
    generator = sngan.SNGANGenerator32(nz=4, ngf=8)
    before = generator.b5.running_mean.clone()
    logger = Logger(log_dir=str(tmp_path), num_steps=1, dataset_size=1, device=torch.device("cpu"))
    logger.vis_images(generator, global_step=1, num_images=4)
    assert generator.training
    assert not torch.equal(before, generator.b5.running_mean)


@pytest.mark.parametrize(("script", "k"), [("mimicry_sngan", 5), ("mimicry_wasserstein", 2), ("mimicry_minimax", 1)])
def test_mimicry_trains_the_k_that_it_is_given(script: str, k: int, tmp_path: Path) -> None:
    need("mimicry")
    with steps_seen() as seen:
        run(script, tmp_path)
    assert set(letters(seen).split("b")) == {"a" * k, ""}


# --- ctgan 0.12.1 -----------------------------------------------------------------------------------------------------


def test_ctgan_samples_in_train_mode_and_its_statistics_move(tmp_path: Path) -> None:
    need("ctgan")
    synthesizer = run("ctgan_numbers", tmp_path)["ctgan"]
    generator = synthesizer._generator
    before = generator.seq[0].bn.running_mean.clone()
    synthesizer.sample(10)
    assert generator.training
    assert not torch.equal(before, generator.seq[0].bn.running_mean)


def test_ctgans_discriminator_gives_one_score_for_ten_rows() -> None:
    need("ctgan")
    from ctgan.synthesizers.ctgan import Discriminator

    assert Discriminator(3, (8,))(torch.randn(40, 3)).shape == (4, 1)


def test_ctgans_penalty_is_taken_per_pack() -> None:
    """A critic of the pack, p -> w.p with |w| = 1: the gradient of a pack has norm 1, and the penalty is 0."""
    need("ctgan")
    from ctgan.synthesizers.ctgan import Discriminator

    critic = Discriminator(3, (), pac=10)
    with torch.no_grad():
        critic.seq[0].weight.copy_(functional.normalize(torch.randn(1, 30), dim=1))
    penalty = critic.calc_gradient_penalty(torch.randn(40, 3), torch.randn(40, 3, requires_grad=True))
    assert float(penalty) == pytest.approx(0.0, abs=1e-8)


# --- pytorch-lightning 2.6.6 ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("script", ["lightning_manual", "lightning_shared", "lightning_tutorial"])
def test_lightnings_optimizers_take_turns(script: str, tmp_path: Path) -> None:
    need("lightning")
    with steps_seen() as seen:
        run(script, tmp_path)
    assert letters(seen) == "ab" * 40


def test_the_tutorials_data_are_out_of_its_generators_reach(tmp_path: Path) -> None:
    need("lightning")
    names = run("lightning_tutorial", tmp_path)
    digits = names["Digits"]()
    digits.setup()
    (images,) = next(iter(digits.train_dataloader()))
    assert float(images.max()) > 2.5
