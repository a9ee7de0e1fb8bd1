"""Losses as people get them wrong, with the causes that each player must be told; and odd ones that are right."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from tests.tracing.reading.objective.textbook import Law, Loss, bce, bce_p, log_p, mse


@dataclass(frozen=True)
class Faulty:
    """A law with the causes expected of each player (minimax, a note, is left out)."""

    law: Law
    d: tuple[str, ...]
    g: tuple[str, ...] = ()


def _faulty(name: str, d: Loss, g: Loss, output: str, on_d: tuple[str, ...], on_g: tuple[str, ...] = ()) -> Faulty:
    return Faulty(Law(name, d, g, output, "", ""), on_d, on_g)


def labels_between(low: float, high: float) -> Loss:
    """Cross-entropy of real rows with a soft label drawn for each, and of fakes with label 0."""

    def loss(r: Tensor, f: Tensor) -> Tensor:
        soft = low + (high - low) * torch.rand(r.shape, dtype=r.dtype, generator=_LABELS)
        return F.binary_cross_entropy_with_logits(r, soft) + bce(f, 0.0)

    return loss


def one_label_between(low: float, high: float) -> Loss:
    """The same with one label drawn for a whole minibatch."""

    def loss(r: Tensor, f: Tensor) -> Tensor:
        return bce(r, float(low + (high - low) * torch.rand(1, generator=_LABELS))) + bce(f, 0.0)

    return loss


def flipped(share: float) -> Loss:
    """Cross-entropy with a share of the labels of both sides exchanged."""

    def loss(r: Tensor, f: Tensor) -> Tensor:
        real, fake = (torch.rand(x.shape, generator=_LABELS) < share for x in (r, f))
        return F.binary_cross_entropy_with_logits(r, (~real).to(r.dtype)) + F.binary_cross_entropy_with_logits(
            f, fake.to(f.dtype)
        )

    return loss


_LABELS = torch.Generator().manual_seed(0)


def entropy(r: Tensor, f: Tensor) -> Tensor:
    return bce(r, 1.0) + bce(f, 0.0)


def entropy_p(r: Tensor, f: Tensor) -> Tensor:
    return bce_p(r, 1.0) + bce_p(f, 0.0)


def up(r: Tensor, f: Tensor) -> Tensor:
    return bce(f, 1.0)


def up_p(r: Tensor, f: Tensor) -> Tensor:
    return bce_p(f, 1.0)


def lift(r: Tensor, f: Tensor) -> Tensor:
    return -f.mean()


FAULTY = {
    one.law.name: one
    for one in (
        _faulty("one target", lambda r, f: bce(r, 1.0) + bce(f, 1.0), up, "logit", ("same-target",)),
        _faulty(
            "one target, BCELoss", lambda r, f: bce_p(r, 0.0) + bce_p(f, 0.0), up_p, "probability", ("same-target",)
        ),
        _faulty(
            "one target, least squares",
            lambda r, f: mse(r, 1.0) + mse(f, 1.0),
            lambda r, f: mse(f, 1.0),
            "score",
            ("same-target",),
        ),
        _faulty("one direction", lambda r, f: -r.mean() - f.mean(), lift, "score", ("same-target",)),
        _faulty(
            "one margin", lambda r, f: F.relu(1 - r).mean() + F.relu(1 - f).mean(), lift, "score", ("same-target",)
        ),
        _faulty("real ignored", lambda r, f: bce(f, 0.0), up, "logit", ("real-ignored",)),
        _faulty("fake ignored", lambda r, f: bce(r, 1.0), up, "logit", ("fake-ignored",)),
        _faulty(
            "real ignored, least squares",
            lambda r, f: mse(f, 0.0),
            lambda r, f: mse(f, 1.0),
            "score",
            ("real-ignored",),
        ),
        _faulty("fake ignored, hinge", lambda r, f: F.relu(1 - r).mean(), lift, "score", ("fake-ignored",)),
        _faulty("two sigmoids", entropy, up, "probability", ("double-sigmoid",), ("double-sigmoid",)),
        _faulty("two sigmoids, in G", entropy_p, up, "probability", (), ("double-sigmoid",)),
        _faulty(
            "two sigmoids outside D",
            lambda r, f: entropy(r.sigmoid(), f.sigmoid()),
            lambda r, f: bce(f.sigmoid(), 1.0),
            "logit",
            ("double-sigmoid",),
            ("double-sigmoid",),
        ),
        _faulty("no log on real", lambda r, f: (1 - r).mean() + bce_p(f, 0.0), up_p, "probability", ("missing-log",)),
        _faulty("no log on fake", lambda r, f: -log_p(r) + f.mean(), up_p, "probability", ("missing-log",)),
        _faulty("no log in G", entropy_p, lambda r, f: (1 - f).mean(), "probability", (), ("missing-log",)),
        _faulty("no log in G, logits", entropy, lambda r, f: (1 - f.sigmoid()).mean(), "logit", (), ("missing-log",)),
        _faulty("sigmoid critic", lambda r, f: f.mean() - r.mean(), lift, "probability", ("critic-sigmoid",)),
        _faulty(
            "sigmoid critic, logits",
            lambda r, f: f.sigmoid().mean() - r.sigmoid().mean(),
            lambda r, f: -f.sigmoid().mean(),
            "logit",
            ("critic-sigmoid",),
        ),
        _faulty("real counts twice", lambda r, f: 2 * bce(r, 1.0) + bce(f, 0.0), up, "logit", ("unequal-weights",)),
        _faulty(
            "fake counts half",
            lambda r, f: bce_p(r, 1.0) + 0.5 * bce_p(f, 0.0),
            up_p,
            "probability",
            ("unequal-weights",),
        ),
        _faulty(
            "critic, fake counts a tenth", lambda r, f: 0.1 * f.mean() - r.mean(), lift, "score", ("unequal-weights",)
        ),
        _faulty("label of 1.2", lambda r, f: bce(r, 1.2) + bce(f, 0.0), up, "logit", ("label-range",)),
        _faulty("label of -0.1", lambda r, f: bce(r, 1.0) + bce(f, -0.1), up, "logit", ("label-range",)),
        _faulty("one-sided smoothing", lambda r, f: bce(r, 0.9) + bce(f, 0.0), up, "logit", ("smoothed",)),
        _faulty("two-sided smoothing", lambda r, f: bce_p(r, 0.9) + bce_p(f, 0.1), up_p, "probability", ("smoothed",)),
        _faulty("smoothing in G", entropy, lambda r, f: bce(f, 0.9), "logit", (), ("smoothed",)),
        _faulty("labels 0.8 to 1.2", labels_between(0.8, 1.2), up, "logit", ("smoothed",)),
        _faulty("labels 0.7 to 1.0", labels_between(0.7, 1.0), up, "logit", ("smoothed",)),
        _faulty("a label 0.7 to 1.0 a minibatch", one_label_between(0.7, 1.0), up, "logit", ("smoothed",)),
        _faulty("labels flipped", flipped(0.05), up, "logit", ("smoothed",)),
        _faulty("sums", lambda r, f: 64 * entropy(r, f), lambda r, f: 64 * up(r, f), "logit", ("summed",), ("summed",)),
        _faulty("ascent", lambda r, f: -entropy(r, f), up, "logit", ("wrong-sign",)),
        _faulty(
            "an epsilon of 0.05", entropy_p, lambda r, f: -torch.log(f + 0.05).mean(), "probability", (), ("epsilon",)
        ),
        _faulty(
            "a cube",
            lambda r, f: (f**3).mean() - (r**3).mean(),
            lambda r, f: -(f**3).mean(),
            "score",
            ("unknown",),
            ("unknown",),
        ),
        _faulty(
            "a sine",
            lambda r, f: torch.sin(3 * f).mean() - torch.sin(3 * r).mean(),
            lambda r, f: torch.cos(3 * f).mean(),
            "logit",
            ("unknown",),
            ("unknown",),
        ),
        _faulty(
            "smooth L1",
            lambda r, f: F.smooth_l1_loss(r, torch.ones_like(r)) + F.smooth_l1_loss(f, torch.zeros_like(f)),
            lambda r, f: F.smooth_l1_loss(f, torch.ones_like(f)),
            "score",
            ("unknown",),
            ("unknown",),
        ),
    )
}

RIGHT = {
    law.name: law
    for law in (
        Law(
            "one mean over both",
            lambda r, f: entropy(r, f) / 2,
            lambda r, f: 0.001 * up(r, f),
            "logit",
            "binary cross-entropy",
            "binary cross-entropy",
        ),
        Law(
            "AMP",
            lambda r, f: 65536 * entropy(r, f),
            lambda r, f: 65536 * up(r, f),
            "logit",
            "binary cross-entropy",
            "binary cross-entropy",
        ),
        Law("logit of D", entropy, lift, "logit", "binary cross-entropy", "Wasserstein"),
        Law(
            "f-gan:kl, the other G",
            lambda r, f: torch.exp(f - 1).mean() - r.mean(),
            lift,
            "score",
            "f-GAN kl",
            "f-GAN kl",
        ),
        Law(
            "least squares, 0.3 -0.7",
            lambda r, f: mse(r, 0.3) + mse(f, -0.7),
            lambda r, f: mse(f, 0.3),
            "score",
            "least squares",
            "least squares",
        ),
        Law(
            "logs of a sigmoid",
            lambda r, f: -log_p(r.sigmoid()) - log_p(1 - f.sigmoid()),
            lambda r, f: -log_p(f.sigmoid()),
            "logit",
            "binary cross-entropy",
            "binary cross-entropy",
        ),
    )
}
