from gancheck.stability.state import State
from tests.stability.rules.courses import falling, first_alarm, run, verdicts


def test_a_mode_that_stays_lost_is_named() -> None:
    found = verdicts(run(lambda t: 0.22, masses=lambda t: (1.0, 0.0), lost=lambda t: (1,)))[-1]
    assert found.state is State.COLLAPSED
    assert found.modes == (1,)
    assert found.evidence.endswith("1 of 2 modes without fakes")


def test_modes_that_are_found_late_are_not_named() -> None:
    assert first_alarm(run(falling(rate=6.0), lost=lambda t: (1,) if t < 0.4 else ())) is None


def test_a_mode_that_is_now_and_then_light_is_not_named() -> None:
    course = run(lambda t: 0.1, lost=lambda t: (0,) if int(40 * t) % 2 else ())
    assert verdicts(course)[-1].state is State.STUCK


def test_one_cluster_of_eight_may_be_a_tail_two_are_not() -> None:
    eight = (0.15,) * 6 + (0.05, 0.05)
    one = run(lambda t: 0.1, kind="bound", masses=lambda t: eight, lost=lambda t: (7,))
    two = run(lambda t: 0.1, kind="bound", masses=lambda t: eight, lost=lambda t: (6, 7))
    assert verdicts(one)[-1].state is State.STUCK
    assert verdicts(two)[-1].state is State.COLLAPSED
    assert "2 of 8 clusters of the data" in verdicts(two)[-1].evidence


def test_fakes_that_are_nearly_one_are_named() -> None:
    found = verdicts(run(lambda t: 0.6, masses=lambda t: (1.0,), spread=lambda t: 0.05))[-1]
    assert found.state is State.COLLAPSED
    assert found.modes == ()
    assert "0.05 times as wide" in found.evidence


def test_without_data_a_width_of_half_is_named() -> None:
    assert verdicts(run(None, spread=lambda t: 0.5, separation=lambda t: 0.8))[-1].state is State.COLLAPSED
