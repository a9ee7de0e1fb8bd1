"""The curves: with the alarm on the JSD, what D implies beside it, and nothing that is not known."""

from __future__ import annotations

import dataclasses
import math

from gancheck.report.monitor.figures import figures
from tests.report.monitor.samples import BLACK_BOX, COLLAPSE, EMPTY, NEITHER

TITLES = [
    "JSD of p_data and p_g",
    "The criterion and the value function",
    "Mass of p_g on each mode",
    "D on real rows and on fakes",
    "Where p_g is",
    "Gradient norms",
    "Drift of the parameters",
    "Losses, as they were given",
]


def test_all_that_is_known_is_drawn() -> None:
    assert [figure.title for figure in figures(COLLAPSE)] == TITLES
    assert "Kernel MMD" in [figure.title for figure in figures(BLACK_BOX)]
    assert [figure.title for figure in figures(NEITHER)] == [TITLES[3], TITLES[5], TITLES[7]]
    assert figures(EMPTY) == ()


def test_the_jsd_has_its_interval_its_alarm_and_what_d_implies() -> None:
    curve, implied, raised = figures(COLLAPSE)[0].series
    assert curve.y == (0.05, 0.2, 0.3)
    assert curve.low == (0.025, 0.1, 0.15)
    assert curve.high == (0.1, 0.4, 0.6)
    assert implied.y == tuple(each.discriminator_bound for each in COLLAPSE.snapshots)
    assert (raised.name, raised.x, raised.y) == ("alarm: collapsed", (200.0,), (0.2,))


def test_a_bound_has_no_upper_end() -> None:
    (curve,) = figures(BLACK_BOX)[0].series
    assert curve.low == (0.1, 0.1)
    assert curve.high == curve.y


def test_the_criterion_is_theorem_1() -> None:
    criterion, value = figures(COLLAPSE)[1].series
    assert criterion.y == tuple(2 * y - math.log(4) for y in (0.05, 0.2, 0.3))
    assert all(v <= c for v, c in zip(value.y, criterion.y, strict=True))


def test_masses_are_shares_of_the_weights() -> None:
    series = figures(COLLAPSE)[2].series
    assert [each.name for each in series] == list(COLLAPSE.modes)
    assert series[1].y == (0.9, 0.0, 0.0)


def test_many_modes_are_drawn_as_two_curves() -> None:
    names, weights = tuple(map(str, range(40))), (1 / 40,) * 40
    snapshots = tuple(dataclasses.replace(each, masses=(0.0, *(1 / 39,) * 39)) for each in COLLAPSE.snapshots)
    record = dataclasses.replace(COLLAPSE, modes=names, weights=weights, snapshots=snapshots)
    least, greatest = figures(record)[2].series
    assert least.y == (0.0,) * 3
    assert greatest.y == (40 / 39,) * 3


def test_unknown_points_at_the_start_are_left_out_and_gradients_are_logs() -> None:
    drawn = {figure.title: figure for figure in figures(COLLAPSE)}
    assert drawn["Drift of the parameters"].series[0].x == (200.0, 300.0)
    (gradient,) = drawn["Gradient norms"].series  # that of D is 0, and has no logarithm
    assert gradient.y == (-3.0,) * 3
