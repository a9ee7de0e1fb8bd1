import numpy as np
import pytest
from scipy import stats

from gancheck.evidence.binomial import interval
from gancheck.stability.runs.judged import Judged
from gancheck.stability.runs.label import Label
from gancheck.stability.runs.scores import Middle, Share, scores
from gancheck.stability.state import State, Verdict


def judged(label: Label, verdict: Verdict, first: float | None = None) -> Judged:
    standing = None if verdict.healthy else first
    return Judged("s", 0, label, verdict, first, standing)


WELL, LOST = Label(State.HEALTHY), Label(State.COLLAPSED, modes=(1, 2))
RUNS = [
    judged(WELL, Verdict(State.HEALTHY, 100)),
    judged(WELL, Verdict(State.HEALTHY, 100), 0.3),  # an alarm that was taken back
    judged(WELL, Verdict(State.STUCK, 100), 0.9),
    judged(LOST, Verdict(State.COLLAPSED, 100, modes=(2, 1)), 0.4),
    judged(LOST, Verdict(State.COLLAPSED, 100, modes=(1,)), 0.5),
    judged(LOST, Verdict(State.STUCK, 100), 0.6),
    judged(LOST, Verdict(State.HEALTHY, 100)),
    judged(Label(State.OSCILLATING, period=100.0), Verdict(State.OSCILLATING, 100, period=120.0), 0.7),
    judged(Label(State.OSCILLATING, period=100.0), Verdict(State.OSCILLATING, 100, period=60.0), 0.8),
    judged(Label(State.OSCILLATING), Verdict(State.OSCILLATING, 100, period=60.0), 1.0),
]


def test_everything_is_counted() -> None:
    found = scores(RUNS)
    assert found.right == Share(8, 10)
    assert found.false_alarms == Share(2, 3)
    assert found.found == Share(6, 7)
    assert found.kind == Share(5, 6)
    assert found.modes == Share(1, 2)
    assert found.period == Share(1, 2)
    assert found.latency is not None
    assert found.latency.median == pytest.approx(0.65)
    assert found.confusion[State.COLLAPSED, State.STUCK] == 1
    assert sum(found.confusion.values()) == len(RUNS)


def test_intervals_are_clopper_and_pearson_s() -> None:
    for count, total in ((0, 12), (3, 50), (12, 12)):
        assert Share(count, total).interval == pytest.approx(interval(count, total, 0.05), abs=1e-9)
    assert Share(0, 0).interval == (0.0, 1.0)
    assert np.isnan(Share(0, 0).value)


def test_the_interval_holds_the_median() -> None:
    """Of 400 samples of 41 uniforms, the interval misses 1/2 in 5 % at most (a count above 34 is one in 1000)."""
    random = np.random.default_rng(0)
    misses = 0
    for _ in range(400):
        found = Middle.of(random.uniform(size=41).tolist())
        assert found is not None
        misses += not found.low <= 0.5 <= found.high
    assert misses <= int(stats.binom.ppf(0.999, 400, 0.05))
    assert Middle.of([]) is None


def test_no_runs_score_nothing() -> None:
    found = scores([])
    assert found.latency is None
    assert found.right.total == 0
