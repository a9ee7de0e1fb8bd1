"""Adding an objective: it is tried on a small discrete space before it is let in."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from gancheck.theory.objectives.objective import OBJECTIVES, Objective

# Three points whose masses under p and q are multiples of 1/8, so that samples can hold them exactly.
_REAL = (5, 2, 1)
_FAKE = (1, 3, 4)
_STEP = 0.05


def register(candidate: Objective) -> Objective:
    """Add an objective under its name, after it was tried; returns it.

    Raises TypeError where it is no Objective, and ValueError where its name is taken, a loss is not a finite
    differentiable scalar, a loss does not average over the minibatch or does not sum over leading axes, or its
    optimal output is not a minimum of the discriminator's loss.
    """
    if not isinstance(candidate, Objective):
        raise TypeError(f"Register an Objective, not {candidate!r}.")
    name = candidate.name
    if not isinstance(name, str) or not name.strip():
        raise ValueError(f"An objective needs a name, not {name!r}.")
    if name in OBJECTIVES:
        raise ValueError(f"The objective {name!r} exists already: choose another name.")
    generator = torch.Generator().manual_seed(0)
    real, fake = torch.randn(2, 3, 8, generator=generator, dtype=torch.float64).unbind()
    _check_loss(name, "discriminator", candidate.discriminator_loss, (real, fake))
    _check_loss(name, "generator", candidate.generator_loss, (fake,))
    if candidate.optimal_output is not None:
        _check_optimum(candidate)
    OBJECTIVES[name] = candidate
    return candidate


def _check_loss(name: str, player: str, loss: object, logits: tuple[Tensor, ...]) -> None:
    if not callable(loss):
        raise ValueError(f"The {player}'s loss of {name!r} must be a function of logits, not {loss!r}.")
    leaves = tuple(one.clone().requires_grad_() for one in logits)
    try:
        whole = loss(*leaves)
    except Exception as error:
        raise ValueError(
            f"The {player}'s loss of {name!r} fails on logits of shape (3, 8): {type(error).__name__}: {error}."
        ) from error
    if not isinstance(whole, Tensor) or whole.shape != ():
        shape = tuple(whole.shape) if isinstance(whole, Tensor) else type(whole).__name__
        raise ValueError(f"The {player}'s loss of {name!r} must be a scalar tensor, not {shape}.")
    if not bool(torch.isfinite(whole)):
        raise ValueError(f"The {player}'s loss of {name!r} is {whole.item()} on ordinary logits: it must be finite.")
    if not whole.requires_grad:
        raise ValueError(f"The {player}'s loss of {name!r} gives no gradient to the logits.")
    total = whole.item()
    apart = sum(loss(*(one[i] for one in logits)).item() for i in range(3))
    if not math.isclose(total, apart, rel_tol=1e-9, abs_tol=1e-12):
        raise ValueError(f"The {player}'s loss of {name!r} must sum over leading axes: use .mean(-1).sum().")
    doubled = loss(*(torch.cat([one, one], -1) for one in logits)).item()
    if not math.isclose(total, doubled, rel_tol=1e-9, abs_tol=1e-12):
        raise ValueError(
            f"The {player}'s loss of {name!r} must average over the minibatch: repeating it changed the loss."
        )


def _check_optimum(candidate: Objective) -> None:
    assert candidate.optimal_output is not None
    p, q = (torch.tensor(masses, dtype=torch.float64) / 8 for masses in (_REAL, _FAKE))
    best = candidate.optimal_output(p.log(), q.log())
    if not isinstance(best, Tensor) or best.shape != p.shape or not bool(torch.isfinite(best).all()):
        raise ValueError(f"The optimal output of {candidate.name!r} must be one finite number a point.")
    at_best = _population_loss(candidate, best)
    for i in range(len(p)):
        for step in (-_STEP, _STEP):
            moved = best.clone()
            moved[i] += step
            better = at_best - _population_loss(candidate, moved)
            if better > 1e-12:
                raise ValueError(
                    f"The optimal output of {candidate.name!r} is no minimum of the discriminator's loss: at "
                    f"p = {float(p[i])}, q = {float(q[i])}, {float(moved[i]):.4g} is better than {float(best[i]):.4g}."
                )


def _population_loss(candidate: Objective, outputs: Tensor) -> float:
    """The discriminator's loss on samples that hold each point as often as its mass says."""
    real, fake = (torch.repeat_interleave(outputs, torch.tensor(masses)) for masses in (_REAL, _FAKE))
    return float(candidate.discriminator_loss(real, fake))
