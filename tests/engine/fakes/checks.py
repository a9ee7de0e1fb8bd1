"""A catalogue of checks that ask a target to do something, for tests of the engine."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gancheck.evidence.outcome import Figure, Measurement, Outcome, Power, Series, Status


@dataclass(frozen=True)
class Entry:
    id: str
    claim: str
    source: str
    suite: str
    needs: tuple[str, ...]
    alpha_share: float
    seconds: float
    description: str
    run: Callable[[Any], Any]

    @property
    def kind(self) -> str:
        return "random" if self.alpha_share else "exact"


def catalogue() -> tuple[Entry, ...]:
    return _ENTRIES


def find(check: str) -> Entry:
    return next(entry for entry in _ENTRIES if entry.id == check)


def _identity(trial: Any) -> Outcome:
    """Compute one number twice."""
    curve = Series("gap", (0.0, 1.0), (0.0, float("inf")))
    figure = Figure("The gap", "x", "nats", (curve,))
    return Outcome(Status.PASSED, Measurement("the gap", 0.0, 0.0, 0.0, "nats"), "at most 1e-10", figures=(figure,))


def _mean(trial: Any) -> Outcome:
    """Read the trial's seed and its share of the error budget."""
    value = (trial.seed % 1000) / 1000
    return Outcome(
        Status.PASSED,
        Measurement("mean", value, value - 0.1, value + 0.1),
        "1.1",
        Power(trial.alpha, 0.5, 1e-3),
        64,
    )


def _trains(trial: Any) -> Outcome:
    """Take one step."""
    loss = trial.target.train()
    return Outcome(Status.PASSED, Measurement("loss", loss, loss, loss), "finite")


def _descends(trial: Any) -> Outcome:
    """Take another step."""
    trial.target.descend()
    return Outcome(Status.PASSED, reason="it went down")


def _discriminates(trial: Any) -> Outcome:
    """Compare D with D*."""
    gap = trial.target.gap()
    status = Status.FAILED if gap > 0.02 else Status.INCONCLUSIVE if gap > 0.008 else Status.PASSED
    return Outcome(
        status,
        Measurement("V(D*) - V(D)", gap, gap - 0.01, gap + 0.01, "nats"),
        "0.020",
        Power(trial.alpha, 0.05, 1e-3),
        worst="x = 1.37: D = 0.912, D* = 0.699" if gap > 0.02 else "",
        diagnosis="real and fake labels are swapped: dV/dD fits (0, 1) where (1, 0) is expected" if gap > 1 else "",
    )


def _lingers(trial: Any) -> Outcome:
    """Wait as long as the target says, or until the deadline, telling the progress."""
    seconds = trial.target.linger
    started = time.monotonic()
    while (passed := time.monotonic() - started) < seconds:
        if trial.out_of_time:
            return Outcome(Status.INCONCLUSIVE, reason="the deadline passed before there was a verdict")
        trial.progress(passed / seconds, "waiting")
        time.sleep(0.02)
    return Outcome(Status.PASSED, reason="it waited")


def _returns(trial: Any) -> Any:
    """Return what the target says, whatever it is."""
    return trial.target.answer


def _breaks(trial: Any) -> Outcome:
    """Fail by a fault of its own."""
    missing: dict[str, int] = {}
    return Outcome(Status.PASSED, samples=missing["a mistake in the check"])


# fmt: off
# ruff: noqa: E501
_ENTRIES = (
    Entry("value-identity", "V(G, D) is what it is", "Paper, eq. 1", "theory", (), 0.0, 0.1, "Computes a number twice.\n\nCannot see more.", _identity),
    Entry("mean-of-samples", "G's samples have a mean", "Paper, Section 3", "algorithm", ("sample",), 0.5, 2.0, "Reads the seed.", _mean),
    Entry("trains", "One step can be taken", "Paper, Algorithm 1", "algorithm", ("train",), 0.0, 1.0, "Takes a step.", _trains),
    Entry("descends", "G descends", "Paper, Algorithm 1", "algorithm", ("train",), 0.0, 3.0, "Takes a step.", _descends),
    Entry("discriminates", "D*(x) = p_data / (p_data + p_g)", "Goodfellow et al. 2014, Proposition 1", "convergence", ("discriminate",), 0.25, 1.5, "Compares D with D*.", _discriminates),
    Entry("lingers", "It takes its time", "Nobody", "stability", ("linger",), 0.0, 9.0, "Waits.", _lingers),
    Entry("returns", "It returns what it is told", "Nobody", "stability", ("answer",), 0.0, 0.2, "Returns.", _returns),
    Entry("breaks", "It never works", "Nobody", "stability", ("break",), 0.0, 0.2, "Breaks.", _breaks),
)
