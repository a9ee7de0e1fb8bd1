"""Each wrong GAN fails, by a check that names the cause; the other faults' checks pass it where they should."""

from __future__ import annotations

import pytest

from gancheck.evidence import Status
from tests.checks.trials import run
from tests.gans import wrong

NAMED = [
    (wrong.SwappedLabels, "optimal-discriminator", "real and fake labels are swapped"),
    (wrong.SwappedLabels, "generator-descends", "labels are swapped in D's loss alone"),
    (wrong.AscendingGenerator, "generator-descends", "the generator's loss has the wrong sign"),
    (wrong.SmoothedInOneLoss, "optimal-discriminator", "the real label is smoothed to 0."),
    (wrong.SmoothedInOneLoss, "discriminator-at-equality", "do not balance"),
    (wrong.DoubleSigmoid, "optimal-discriminator", "a sigmoid is applied twice"),
    (wrong.DoubledWeight, "optimal-discriminator", "the expectation over real data weighs"),
    (wrong.DoubledWeight, "discriminator-at-equality", "do not balance"),
    (wrong.ConstantNoise, "fresh-noise", "G is fed the same noise in 29 of 29"),
    (wrong.BroadcastNoise, "fresh-noise", "all rows are one vector in 60 of 60"),
    (
        wrong.MissingZeroGrad,
        "fresh-gradients",
        "D's step uses 31 backward passes, 29 of them from before its last step",
    ),
    (
        wrong.GeneratorsMissingZeroGrad,
        "fresh-gradients",
        "G's step uses 16 backward passes, 15 of them from before",
    ),
    (wrong.LeakingGradient, "fresh-gradients", "of the other player's loss"),
    (wrong.SwappedLabels, "training-loop", "has the sign of D's"),
    (wrong.AscendingGenerator, "training-loop", "has the sign of D's"),
    (wrong.DoubleSigmoid, "training-loop", "a sigmoid of a sigmoid"),
    (wrong.DoubledWeight, "training-loop", "The weights of real and fake are 2 and 1"),
    (wrong.UntrainedDiscriminator, "training-loop", "always without a gradient"),
    (wrong.DetachedGenerator, "training-loop", "G never had a gradient"),
    (wrong.LossOnFakes, "training-loop", "its loss is taken on G's own output"),
    (wrong.Diverging, "training-loop", "the first number that is none was in D's output"),
    (wrong.UntrainedDiscriminator, "optimal-discriminator", "the discriminator does not change"),
    (wrong.LossOnFakes, "generator-descends", "moves now to the data, now away"),
    (wrong.Diverging, "generator-descends", "training diverged"),
    (wrong.Diverging, "optimal-discriminator", "the discriminator's output is not finite"),
    (wrong.SmoothedInBothLabels, "optimal-discriminator", "both labels are smoothed, to 0."),
]


@pytest.mark.parametrize(("gan", "check", "cause"), NAMED, ids=[f"{g.__name__}-{c}" for g, c, _ in NAMED])
def test_the_right_check_fails_and_names_the_cause(gan: type, check: str, cause: str) -> None:
    outcome = run(check, gan)
    assert outcome.status is Status.FAILED
    assert cause in outcome.diagnosis


RIGHT = [
    (wrong.AscendingGenerator, "optimal-discriminator"),
    (wrong.ConstantNoise, "generator-descends"),
    (wrong.SwappedLabels, "fresh-gradients"),
    (wrong.SwappedLabels, "fresh-noise"),
    (wrong.MissingZeroGrad, "fresh-noise"),
    (wrong.MissingZeroGrad, "training-loop"),
    (wrong.ConstantNoise, "training-loop"),
    (wrong.BroadcastNoise, "training-loop"),
    (wrong.OneOfTwoModes, "fresh-gradients"),
]


@pytest.mark.parametrize(("gan", "check"), RIGHT, ids=[f"{g.__name__}-{c}" for g, c in RIGHT])
def test_a_check_passes_what_is_not_its_fault(gan: type, check: str) -> None:
    assert run(check, gan).status is Status.PASSED


SLOW = [
    (wrong.UntrainedDiscriminator, "generator-descends", "the discriminator does not change"),
    (wrong.DetachedGenerator, "generator-descends", "the generator's weights do not change"),
    (wrong.LeakingGradient, "optimal-discriminator", "generator's backward pass is left in D's"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("gan", "check", "cause"), SLOW, ids=[f"{g.__name__}-{c}" for g, c, _ in SLOW])
def test_the_right_check_names_what_takes_long_to_see(gan: type, check: str, cause: str) -> None:
    outcome = run(check, gan)
    assert outcome.status is Status.FAILED
    assert cause in outcome.diagnosis


def test_no_gradient_at_all_is_no_accumulated_gradient() -> None:
    assert run("fresh-gradients", wrong.DetachedGenerator).status is Status.PASSED
