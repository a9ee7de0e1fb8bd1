"""A sequential test of "training converges with probability at least p", from as few runs as it takes.

After s runs that converged and f that did not, the likelihood ratio of `bad` against `good`
    e = (bad / good)^s ((1 - bad) / (1 - good))^f
is an e-value against "at least good", its inverse one against "at most bad" (Wald 1945). By Ville's
inequality e reaches 1/alpha with probability at most alpha when the truth is at least `good`, at any moment.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from scipy import stats

from gancheck.evidence.binomial import anytime_interval
from gancheck.evidence.budget import check_probability
from gancheck.evidence.outcome import Measurement, Power

Verdict = Literal["pass", "fail"]

# Thresholds such as 10^3 = 1/alpha are often met exactly: rounding must not cost a run.
_ROUNDING = 1e-9
# A probability so small changes no number here, and scipy's binomial overflows on some of them.
_NEVER = 1e-300


@dataclass(frozen=True)
class Operating:
    """What the test does when runs converge with probability `p`: its answers, expected number of runs."""

    p: float
    passing: float
    failing: float
    undecided: float
    runs: float


@dataclass
class ConvergenceTest:
    """Pass if runs converge with probability `good` or more, fail if with `bad` or less.

    A process of at least `good` fails with probability at most `alpha`, one of at most `bad` passes with
    probability at most `beta`. After `max_runs` without an answer the test is inconclusive. Runs may come one
    by one or in blocks, blocks are judged at their end; `operating` computes the error rates exactly.
    """

    good: float = 0.95
    bad: float = 0.5
    alpha: float = 1e-3
    beta: float = 0.01
    max_runs: int = 60
    successes: int = field(default=0, init=False)
    failures: int = field(default=0, init=False)
    verdict: Verdict | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        check_probability(self.alpha, "alpha")
        check_probability(self.beta, "beta")
        if not 0.0 < self.bad < self.good < 1.0:
            raise ValueError(f"bad is {self.bad} and good is {self.good}; the test needs 0 < bad < good < 1")
        if self.max_runs < 1:
            raise ValueError(f"max_runs is {self.max_runs}; the test needs at least one run")

    @property
    def runs(self) -> int:
        """Runs seen so far."""
        return self.successes + self.failures

    @property
    def remaining(self) -> int:
        """Runs that the test may still take; 0 once it has answered."""
        return 0 if self.verdict else self.max_runs - self.runs

    @property
    def finished(self) -> bool:
        """Whether there is a verdict, or no run left: then it is inconclusive."""
        return self.remaining == 0

    def update(self, successes: int, failures: int = 0) -> Verdict | None:
        """Count a block of runs; the verdict, or None for "go on" (inconclusive if `finished`).

        Raises ValueError after a verdict or for more runs than `remaining`: ask `finished` before the next
        block.
        """
        if successes < 0 or failures < 0 or successes + failures == 0:
            raise ValueError(f"{successes} successes and {failures} failures are no block of runs; count at least one")
        if successes + failures > self.remaining:
            raise ValueError(f"{successes + failures} more runs, but {self.remaining} remain; ask `finished` first")
        self.successes += successes
        self.failures += failures
        self.verdict = self.decide(self.successes, self.failures)
        return self.verdict

    def log_e_value(self, successes: int, failures: int) -> float:
        """Return the log of the e-value against "at least `good`"; negated, against "at most `bad`"."""
        return successes * math.log(self.bad / self.good) + failures * math.log((1 - self.bad) / (1 - self.good))

    def decide(self, successes: int, failures: int) -> Verdict | None:
        """Return the verdict on these counts alone."""
        evidence = self.log_e_value(successes, failures)
        if evidence >= -math.log(self.alpha) - _ROUNDING:
            return "fail"
        return "pass" if -evidence >= -math.log(self.beta) - _ROUNDING else None

    def measurement(self) -> Measurement:
        """Return the fraction of runs that converged; its 95 % interval holds where the test stopped."""
        if not self.runs:
            return Measurement("probability of convergence", math.nan, 0.0, 1.0)
        low, high = anytime_interval(self.successes, self.failures, 0.05)
        return Measurement("probability of convergence", self.successes / self.runs, low, high)

    def power(self, block: int = 1) -> Power:
        """Return the exact error rates: alarms at `good`, and how often a process of `bad` does not fail."""
        return Power(self.operating(self.good, block).failing, self.bad, 1 - self.operating(self.bad, block).failing)

    def operating(self, p: float, block: int = 1) -> Operating:
        """Error rates and expected number of runs at a probability `p` of convergence, in blocks of `block`.

        Exact, by dynamic programming over the number of successes. The last block is cut at `max_runs`.
        """
        _, passing, failing, runs = self._history(p, self.max_runs, block)[-1]
        return Operating(p, passing, failing, max(1.0 - passing - failing, 0.0), runs)

    def runs_needed(self, p: float, miss: float, verdict: Verdict = "fail") -> int:
        """Return the least `max_runs` with which a process of `p` gets `verdict` but for probability `miss`.

        Runs come one by one. Raises ValueError where 4,096 runs do not suffice. Inverse of
        `discrepancy_seen`.
        """
        check_probability(miss, "miss")
        limit = 16
        while True:
            history = self._history(p, limit, 1)
            for n, passing, failing, _ in history:
                if (failing if verdict == "fail" else passing) >= 1.0 - miss:
                    return n
            _, passing, failing, _ = history[-1]
            if (passing if verdict == "fail" else failing) > miss or limit == 4096:
                raise ValueError(
                    f"no number of runs up to 4,096 gives a process of {p} the verdict {verdict!r} but for {miss}"
                )
            limit *= 4

    def discrepancy_seen(self, miss: float, verdict: Verdict = "fail") -> float | None:
        """Return the extreme p which gets `verdict` within `max_runs` but for `miss`; None if there is none.

        Every process of at most that p fails (for "pass": of at least that p passes). Runs come one by one.
        """
        check_probability(miss, "miss")

        def missed(p: float) -> float:
            answer = self.operating(p)
            return 1.0 - (answer.failing if verdict == "fail" else answer.passing)

        inside, outside = (0.0, 1.0) if verdict == "fail" else (1.0, 0.0)
        if missed(inside) > miss:
            return None
        while abs(outside - inside) > 1e-9:
            middle = (inside + outside) / 2
            inside, outside = (middle, outside) if missed(middle) <= miss else (inside, middle)
        return inside

    def _history(self, p: float, max_runs: int, block: int) -> list[tuple[int, float, float, float]]:
        """After every block: runs, P(passed), P(failed), expected runs so far."""
        if not 0.0 <= p <= 1.0:
            raise ValueError(f"p is {p}; it has to be a probability")
        if block < 1:
            raise ValueError(f"block is {block}; it has to be at least 1")
        p = p if p >= _NEVER else 0.0
        alive = np.ones(1)  # alive[s]: probability of s successes so far and no verdict
        n, passing, failing, runs = 0, 0.0, 0.0, 0.0
        history = []
        while n < max_runs:
            size = min(block, max_runs - n)
            runs += size * float(alive.sum())
            alive = np.convolve(alive, stats.binom.pmf(np.arange(size + 1), size, p))
            n += size
            s = np.arange(n + 1)
            evidence = s * math.log(self.bad / self.good) + (n - s) * math.log((1 - self.bad) / (1 - self.good))
            fails = evidence >= -math.log(self.alpha) - _ROUNDING
            passes = -evidence >= -math.log(self.beta) - _ROUNDING
            failing += float(alive[fails].sum())
            passing += float(alive[passes].sum())
            alive[fails | passes] = 0.0
            history.append((n, passing, failing, runs))
        return history
