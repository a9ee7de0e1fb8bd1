"""`discriminator-objective` and `generator-objective`: what each loss is, read off the gradients at D's output."""

from __future__ import annotations

from collections.abc import Iterator

from gancheck.tracing.clauses.clause import Verdict, clause, departure, kept, note, unseen, violation
from gancheck.tracing.clauses.loss.extra import discriminator_terms, generator_terms
from gancheck.tracing.loop.losses import loss_places
from gancheck.tracing.loop.pair import Pair
from gancheck.tracing.loop.updates import Update
from gancheck.tracing.place import Place
from gancheck.tracing.reading.objective import Fault, Reading

# How far a label that is drawn may lie outside [0, 1]: what rounding does.
_OUTSIDE = 0.02
_DEPARTURES = {
    "smoothed": (
        "D* no longer tends to 1 on real data; p_g = p_data remains the equilibrium",
        "none needed; smooth the real labels alone (Salimans et al. 2016, section 3.4)",
        (),
    ),
    "summed": (
        "the gradient grows with the minibatch: the learning rate means something else",
        "take the mean over the minibatch",
        (),
    ),
    "frozen-labels": (
        "the noise on the labels is none: each place of the minibatch has its label; D* is that of their mean",
        "draw new labels for each minibatch, or give all rows one",
        (),
    ),
    "drift": ("", "", ()),
}
_VIOLATIONS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "same-target": (
        "D learns nothing that tells real from fake",
        "give real and fake different labels",
        ("https-deeplearning-ai/GANs-Public #1",),
    ),
    "real-ignored": (
        "D never learns what is real",
        "add the real term to D's loss",
        ("timsainb/tensorflow2-generative-models #12",),
    ),
    "fake-ignored": (
        "D never learns what is fake",
        "add the fake term to D's loss",
        ("timsainb/tensorflow2-generative-models #12",),
    ),
    "double-sigmoid": (
        "the loss sees sigmoid(sigmoid(logit)): its gradient is weak and D* is another",
        "give the loss logits, or use the loss for probabilities",
        ("torchgan/torchgan #116",),
    ),
    "missing-log": ("D* is 0 or 1, not p_data / (p_data + p_g)", "take the logarithm of the probability", ()),
    "unequal-weights": (
        "D* moves to w p_data / (w p_data + p_g), and the value no longer measures the JSD",
        "weigh the two expectations alike",
        (),
    ),
    "label-range": ("the loss has no lower bound: D's output runs away", "keep labels within [0, 1]", ()),
    "critic-sigmoid": (
        "a critic between 0 and 1 cannot estimate the Wasserstein distance",
        "leave the sigmoid out of the critic",
        ("abhiskk/wasserstein-cyclegan #2",),
    ),
    "wrong-sign": (
        "D is driven away from D*",
        "turn the sign of that term",
        ("timsainb/tensorflow2-generative-models #12",),
    ),
    "label-shape": (
        "every output is compared with every label, those of the other kind too: D learns nothing",
        "give labels the shape of D's output",
        ("udacity/deep-learning #135",),
    ),
    "epsilon": (
        "the epsilon bounds the gradient: fakes that D is sure of give none",
        "use a loss on logits, or an epsilon below the smallest probability",
        (),
    ),
}


@clause("discriminator-objective", claim="D ascends E log D(x) + E log(1 - D(G(z))), or its variant's own value")
def discriminator_objective(pair: Pair) -> Iterator[Verdict]:
    """The family of D's loss, its labels, weights and reduction."""
    yield from _judge(pair, pair.readings[0], pair.d_updates, "D")
    yield from discriminator_terms(pair)


@clause("generator-objective", claim="G descends the same value, or its non-saturating twin")
def generator_objective(pair: Pair) -> Iterator[Verdict]:
    """The family of G's loss."""
    yield from _judge(pair, pair.readings[1], pair.g_updates, "G")
    yield from generator_terms(pair)


def _judge(pair: Pair, reading: Reading, updates: list[Update], who: str) -> Iterator[Verdict]:
    at = loss_places(pair, updates)
    outputs = _paired_with_every_label(pair, updates)
    if outputs and (not reading.family or "same-target" in reading.causes):
        effect, change, threads = _VIOLATIONS["label-shape"]
        seen = f"the loss of {outputs} outputs on real and fake rows together has {outputs**2} terms"
        yield violation("label-shape", seen, at=at, effect=effect, change=change, threads=threads)
        return
    if who == "G" and pair.turned:
        yield unseen(f"{who}'s loss could not be told: {reading.why}")
        return
    if not updates or not reading.samples:
        yield unseen(pair.too_many or f"no gradient of {who}'s loss at D's output was seen")
        return
    verdicts = [verdict for fault in reading.faults for verdict in _of(fault, reading, who, at)]
    yield from verdicts
    if any(verdict.cause in _VIOLATIONS for verdict in verdicts):
        return
    ignored = _ignored(pair, updates) if who == "D" and not reading.family else ""
    if ignored:
        effect, change, threads = _VIOLATIONS[ignored]
        role = ignored.removesuffix("-ignored")
        seen = f"none of D's {len(updates)} updates has a gradient from its output on {role}"
        yield violation(ignored, seen, at=at, effect=effect, change=change, threads=threads)
        return
    if not reading.family and not reading.determined:
        yield unseen(f"{who}'s loss could not be told: {reading.why}")
        return
    if not reading.family:
        return
    if who == "G" and reading.name == "minimax":
        yield note(
            "minimax",
            "G descends log(1 - D(G(z))), as Algorithm 1 is written",
            at=at,
            effect="the gradient vanishes where D is sure (Goodfellow et al. 2014, section 3)",
            change="ascend log D(G(z)) if D wins early",
        )
    yield kept(_told(reading, who))


def _paired_with_every_label(pair: Pair, updates: list[Update]) -> int:
    """How many outputs D gave for real and fake rows in one call, where the loss has a term for every two of them."""
    for update in updates:
        for judged in update.judged:
            size = judged.score.values.size if judged.score.values is not None else 0
            mixed = {"real", "fake"} <= {part.what for part in judged.parts}
            if mixed and size > 1 and any(pair.recorder.passes[n].terms == size**2 for n in update.passes):
                return size
    return 0


def _ignored(pair: Pair, updates: list[Update]) -> str:
    """The side that D was called on and that no gradient of its updates came from; for losses of any kind."""
    for role in ("real", "fake"):
        called = any(part.what == role for judged in pair.judged for part in judged.parts)
        if called and not any(update.of(role) for update in updates):
            return f"{role}-ignored"
    return ""


def _of(fault: Fault, reading: Reading, who: str, at: list[Place | None]) -> Iterator[Verdict]:
    seen = fault.seen.rstrip(".")
    beyond = [side.labels for side in (reading.real, reading.fake) if side is not None and side.labels is not None]
    if fault.cause == "smoothed" and any(low < -_OUTSIDE or high > 1 + _OUTSIDE for low, high in beyond):
        fault = Fault("label-range", fault.seen)
    if fault.cause in _VIOLATIONS:
        effect, change, threads = _VIOLATIONS[fault.cause]
        if who == "G":
            effect = effect.replace("D learns nothing that tells real from fake", "G is pulled both ways")
        yield violation(fault.cause, seen, at=at, effect=effect, change=change, threads=threads)
    elif fault.cause in _DEPARTURES:
        effect, change, threads = _DEPARTURES[fault.cause]
        if effect:
            yield departure(fault.cause, seen, at=at, effect=effect, change=change, threads=threads)
        else:
            yield note(fault.cause, seen, at=at)
    elif fault.cause != "minimax":
        yield note(fault.cause, seen, at=at)


def _told(reading: Reading, who: str) -> str:
    sides = []
    for role, side in (("real", reading.real), ("fake", reading.fake)):
        if side is not None and reading.family in ("binary cross-entropy", "least squares"):
            sides.append(f"{role} to {side.target:.3g}")
    labels = f", {', '.join(sides)}" if sides else ""
    return f"{who}: {reading.name or reading.family} on the {reading.output}{labels}; misfit {reading.residual:.1g}"
