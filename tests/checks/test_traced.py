"""A target's training step under the tracer: what fails, what passes, and what it says nothing of."""

from __future__ import annotations

import torch
from torch import Tensor

from gancheck.checks.traced import ITERATIONS, keeps, traced
from gancheck.checks.trial import Trial
from gancheck.evidence import Outcome, Status
from gancheck.targets import Target
from gancheck.tracing import Finding
from tests.gans import odd
from tests.gans.handwritten import Handwritten

SEED = 2


class NoOptimizer(Handwritten):
    def train_step(self, real: Tensor) -> None:
        pass


class InTheFirstRunOnly(Handwritten):
    """The GAN built with the trial's seed shows a fault that no other does."""

    def __init__(self) -> None:
        self.faulty = torch.initial_seed() == SEED
        super().__init__()

    def zero_grad(self) -> None:
        if not self.faulty:
            super().zero_grad()


class InThePlane(Handwritten):
    dim = 2

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[int, ...]] = []

    def train_step(self, real: Tensor) -> None:
        self.seen.append(tuple(real.shape))


def _trial(source: object) -> Trial:
    return Trial(Target("t", source), seed=SEED, alpha=1e-3)


def _judged(source: object, clause: str) -> Outcome:
    return keeps(_trial(source), lambda finding: finding.clause == clause)


def test_the_k_steps_of_players_are_all_seen() -> None:
    report = traced(_trial(odd.players), SEED)
    assert not report.unable
    assert set(report.steps.values()) == {ITERATIONS}


def test_a_violation_that_does_not_come_again_is_inconclusive() -> None:
    outcome = _judged(InTheFirstRunOnly, "fresh-gradients")
    assert outcome.status is Status.INCONCLUSIVE
    assert outcome.reason.startswith("a second run did not show it: D's step uses")


def test_without_an_update_it_does_not_apply() -> None:
    outcome = _judged(NoOptimizer, "fresh-gradients")
    assert outcome.status is Status.NOT_APPLICABLE
    assert outcome.reason


def test_what_could_not_be_seen_does_not_apply() -> None:
    outcome = _judged(Handwritten, "gradient-penalty")
    assert outcome.status is Status.NOT_APPLICABLE
    assert outcome.reason


def test_no_clause_at_all_is_no_pass() -> None:
    def none(finding: Finding) -> bool:
        return False

    assert keeps(_trial(Handwritten), none).status is Status.NOT_APPLICABLE


def test_the_data_have_the_targets_dimension_and_nothing_stays_hooked() -> None:
    before = torch.autograd._engine_run_backward  # type: ignore[attr-defined]
    outcome = _judged(InThePlane, "order")
    assert outcome.status is Status.NOT_APPLICABLE
    assert torch.autograd._engine_run_backward is before  # type: ignore[attr-defined]
