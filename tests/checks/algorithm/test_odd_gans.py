"""Odd but right GANs pass every check of the algorithm."""

from __future__ import annotations

import pytest

from gancheck.evidence import Status
from tests.checks.trials import run
from tests.gans import odd
from tests.gans.handwritten import Handwritten

GANS = [
    Handwritten,
    odd.OneForFake,
    odd.TwoBackwardPasses,
    odd.Maximize,
    odd.Probabilities,
    odd.HalvedLoss,
    odd.StepOnly,
    odd.players,
    odd.DoublePrecision,
    odd.FixedMinibatch,
]


CHECKS = ["generator-descends", "fresh-gradients", "fresh-noise", "training-loop", "optimal-discriminator"]
# Those whose discriminator is trained through whole training steps take a quarter of a minute.
LONG = [odd.StepOnly, odd.FixedMinibatch, odd.DoublePrecision, odd.HalvedLoss, odd.TwoBackwardPasses]
CASES = [
    pytest.param(
        gan,
        check,
        marks=[pytest.mark.slow] if gan in LONG and check == "optimal-discriminator" else [],
        id=f"{gan.__name__}-{check}",
    )
    for gan in GANS
    for check in CHECKS
]


@pytest.mark.parametrize(("gan", "check"), CASES)
def test_odd_but_right_gans_pass(gan: object, check: str) -> None:
    """A right GAN fails each of the random checks with probability at most 5e-5."""
    outcome = run(check, gan)
    assert outcome.status is Status.PASSED, outcome


@pytest.mark.parametrize("gan", [odd.SharedNoise, odd.RepeatedNoise])
@pytest.mark.parametrize("check", ["generator-descends", "fresh-gradients", "fresh-noise", "training-loop"])
def test_a_departure_passes(gan: type, check: str) -> None:
    assert run(check, gan).status is Status.PASSED


def test_noise_that_both_players_use_is_told() -> None:
    told = "departure: G's step uses the noise of the D step in 30 of 30 iterations"
    assert run("fresh-noise", odd.RepeatedNoise).notes == (told,)
    assert run("fresh-noise", Handwritten).notes == ()


def test_a_discriminator_that_means_fake_by_one_is_told() -> None:
    assert any("1 stands for fake" in note for note in run("optimal-discriminator", odd.OneForFake).notes)


@pytest.mark.parametrize("gan", [Handwritten, odd.OneForFake, pytest.param(odd.StepOnly, marks=pytest.mark.slow)])
def test_equality(gan: object) -> None:
    assert run("discriminator-at-equality", gan).status is Status.PASSED


@pytest.mark.parametrize(
    ("gan", "status", "reason"),
    [
        (odd.Critic, Status.NOT_APPLICABLE, "declares the objective 'wasserstein'"),
        (odd.AveragedGenerator, Status.NOT_APPLICABLE, "does not call the module that the target shows"),
        pytest.param(
            odd.LinearDiscriminator, Status.INCONCLUSIVE, "its two expectations balance", marks=pytest.mark.slow
        ),
        pytest.param(odd.Slow, Status.INCONCLUSIVE, "none of 8 runs came to an end", marks=pytest.mark.slow),
    ],
)
def test_what_proposition_1_says_nothing_of_does_not_fail(gan: type, status: Status, reason: str) -> None:
    outcome = run("optimal-discriminator", gan)
    assert outcome.status is status
    assert reason in outcome.reason


@pytest.mark.parametrize("check", ["generator-descends", "training-loop"])
def test_a_critic_is_another_objective_and_no_fault(check: str) -> None:
    assert run(check, odd.Critic).status is Status.PASSED
