import pytest

from gancheck.stability.runs.signals import ALLOWED, signals
from gancheck.stability.runs.watching import Tier
from gancheck.stability.state import State
from tests.stability.runs.made import run


def test_a_number_that_tells_and_one_that_does_not() -> None:
    runs = [run(lambda t, i=i: 0.001 * i, State.HEALTHY, seed=i) for i in range(1, 11)]
    runs += [run(lambda t, i=i: 0.2 + 0.001 * i, State.STUCK, seed=i) for i in range(10)]
    found = {(signal.tier, signal.name): signal for signal in signals(runs)}
    jsd = found[Tier.DENSITY, "JSD"]
    assert jsd.area == 1
    assert jsd.found == (1, 1, 1)
    loss = found[Tier.NEITHER, "G's loss"]
    assert loss.area == 0.5
    assert loss.found == (0, 0, 0)
    assert len(ALLOWED) == len(jsd.found)


def test_the_area_is_the_share_of_pairs_in_order() -> None:
    runs = [run(lambda t, v=v: v, State.HEALTHY) for v in (0.01, 0.03)]
    runs += [run(lambda t, v=v: v, State.STUCK) for v in (0.02, 0.04)]
    runs.append(run(lambda t: 9.0, State.STUCK, borderline=True))
    jsd = next(signal for signal in signals(runs) if signal.tier is Tier.DENSITY)
    assert jsd.area == pytest.approx(0.75)


def test_without_healthy_runs_nothing_is_known() -> None:
    assert signals([run(lambda t: 0.2, State.STUCK)])[0].area != signals([run(lambda t: 0.2, State.STUCK)])[0].area
