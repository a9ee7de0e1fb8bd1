from __future__ import annotations

import pytest

from gancheck.tracing.reading.objective import claims, matches, read
from tests.tracing.reading.objective.faulty import FAULTY
from tests.tracing.reading.objective.textbook import LAWS, run

# What each claim is true of.
TRUE = {
    "minimax": ("minimax", "minimax, logs by hand", "f-gan:js"),
    "non-saturating": ("non-saturating", "non-saturating, 1 for fake", "non-saturating, BCELoss"),
    "lsgan": ("least squares", "least squares, -1 1 0"),
    "hinge": ("hinge", "hinge, low on real"),
    "wgan": ("wasserstein", "wasserstein, low on real"),
    "wgan-gp": ("wasserstein", "wasserstein with drift"),
    "relativistic": ("relativistic",),
    "ragan": ("relativistic average", "relativistic average, detached"),
    "relativistic-average-hinge": ("relativistic average hinge",),
    "softmax": ("softmax",),
    "boundary-seeking": ("boundary-seeking", "boundary-seeking, probabilities"),
    "f-gan:kl": ("f-gan:kl",),
    "f-gan:reverse-kl": ("f-gan:reverse-kl", "f-gan:reverse-kl, low on real"),
    "f-gan:pearson": ("f-gan:pearson",),
    "f-gan:squared-hellinger": ("f-gan:squared-hellinger",),
}
READ = {name: read(*run(law, 2, spread=1.5)) for name, law in LAWS.items()}


@pytest.mark.parametrize("claim", TRUE)
def test_a_claim_is_true_of_its_own(claim: str) -> None:
    for name in TRUE[claim]:
        assert matches(*READ[name], claim)[0], name


@pytest.mark.parametrize("claim", TRUE)
def test_a_claim_is_false_of_others(claim: str) -> None:
    own = set(TRUE[claim])
    others = {name for names in TRUE.values() for name in names} - own
    same = {"wgan": "wgan-gp", "wgan-gp": "wgan"}.get(claim)
    # "ragan" names the family, whatever loss it averages.
    variants = {"relativistic average hinge"} if claim == "ragan" else set()
    for name in others - set(TRUE.get(same or "", ())) - variants:
        told, sentence = matches(*READ[name], claim)
        assert not told, name
        assert sentence.endswith(".")


def test_vegans_and_mimicry_call_non_saturating_minimax() -> None:
    told, sentence = matches(*READ["non-saturating"], "minimax")
    assert not told
    assert sentence == "G's objective is non-saturating, not minimax's."


def test_what_cannot_be_told_contradicts_nothing() -> None:
    d, g = read(*run(LAWS["wasserstein"], 1, spread=0.0, drift=0.0))
    told, sentence = matches(d, g, "hinge")
    assert told
    assert "cannot be told" in sentence
    inside = read(*run(LAWS["wasserstein"], 1, spread=0.1, drift=0.1))
    assert matches(*inside, "hinge")[0]
    assert matches(*inside, "wgan")[0]
    assert matches(*inside, "relativistic-average-hinge")[0]
    assert not matches(*inside, "lsgan")[0]


def test_an_unknown_loss_contradicts_every_claim() -> None:
    pair = read(*run(FAULTY["a sine"].law, 1))
    for claim in claims():
        assert not matches(*pair, claim)[0]


def test_an_unknown_claim() -> None:
    with pytest.raises(ValueError, match=r"no objective 'gan-x' to claim: choose one of minimax, non-saturating"):
        matches(*READ["minimax"], "gan-x")
    assert matches(*READ["minimax"], " Minimax ")[0]
    assert matches(*READ["least squares"], "least_squares")[0]
