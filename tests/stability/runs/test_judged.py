import pytest

from gancheck.stability.runs.judged import judged, shown, thinned
from gancheck.stability.runs.watching import Tier
from gancheck.stability.state import State, Verdict
from tests.stability.rules.courses import falling
from tests.stability.runs.made import run


def test_the_verdict_at_the_end_and_when_the_alarm_came() -> None:
    found = judged(run(lambda t: 0.3, State.STUCK), Tier.DENSITY)
    assert found.verdict.state is State.STUCK
    assert found.first == found.standing == pytest.approx(0.275, abs=0.026)
    assert not found.truly_healthy
    well = judged(run(falling(), State.HEALTHY), Tier.DENSITY)
    assert (well.first, well.standing, well.verdict.healthy) == (None, None, True)


def test_an_alarm_that_was_taken_back_did_not_stand() -> None:
    alarms = {
        200: State.STUCK,
        900: State.STUCK,
        925: State.STUCK,
        950: State.STUCK,
        975: State.STUCK,
        1000: State.STUCK,
    }
    found = judged(
        run(falling(), State.HEALTHY),
        Tier.DENSITY,
        lambda snapshots, budget: Verdict(alarms.get(snapshots[-1].step, State.HEALTHY), snapshots[-1].step),
    )
    assert (found.first, found.standing) == (0.2, 0.9)


def test_rules_are_asked_with_what_was_seen_so_far_and_the_budget() -> None:
    asked = []

    def rule(snapshots, budget):
        asked.append((len(snapshots), budget))
        return Verdict(State.HEALTHY, snapshots[-1].step)

    judged(run(falling(), State.HEALTHY), Tier.NEITHER, rule)
    assert asked == [(i, 1000) for i in range(1, 41)]


def test_a_density_that_is_hidden_is_not_shown_as_known() -> None:
    runs = [run(falling(), State.HEALTHY), run(falling(), State.HEALTHY, known=False)]
    assert len(shown(runs, Tier.DENSITY)) == 1
    assert len(shown(runs, Tier.DATA)) == len(shown(runs, Tier.NEITHER)) == 2


def test_fewer_snapshots_keep_the_last() -> None:
    steps = [sight.snapshot.step for sight in thinned(run(falling(), State.HEALTHY), 4).sights]
    assert steps == list(range(100, 1001, 100))
