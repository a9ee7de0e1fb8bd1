"""A monitored run in a few lines."""

from __future__ import annotations

import dataclasses

from gancheck.report.monitor.summary import headline, jsd, progress, summary
from gancheck.stability.snapshot import Jsd
from gancheck.stability.state import State
from tests.report.monitor.samples import BLACK_BOX, COLLAPSE, EMPTY, NEITHER


def test_a_collapse_names_its_modes() -> None:
    assert summary(COLLAPSE).splitlines() == [
        "collapsed after 300 of 3,000 steps, 3 snapshots, stopped by the monitor",
        "JSD 0.3 nats, 0.15 to 0.6, 64 bins",
        "modes 2 of 4; lost (0, 2), (0, -2)",
        f"alarm  {COLLAPSE.alarms[0]}",
        "measured every 100 steps: 0.05 s beside 2 s of training, 2.5 %",
    ]


def test_a_run_that_is_not_seen_any_more() -> None:
    assert summary(NEITHER).splitlines()[:2] == [
        "unseen after 12 steps, 1 snapshot",
        "unseen  step 12: noise(256) raised ValueError: broken",
    ]
    assert summary(EMPTY).splitlines()[0] == "unseen after 0 steps, 0 snapshots"


def test_only_a_collapse_has_its_modes_in_the_headline() -> None:
    assert headline(COLLAPSE) == "collapsed: lost modes (0, 2), (0, -2)"
    assert headline(dataclasses.replace(COLLAPSE, states=(State.STUCK,) * 3)) == "stuck"
    assert headline(BLACK_BOX) == "healthy"


def test_one_step() -> None:
    assert progress(dataclasses.replace(EMPTY, steps=1)) == "1 step, 0 snapshots"


def test_a_jsd_is_said_as_it_is_known() -> None:
    assert jsd(Jsd(0.123456, 0.123456, 0.123456, "exact")) == "0.1235 nats, exact"
    assert jsd(Jsd(0.2, 0.1, 0.69, "bound")) == "at least 0.1 nats, 0.2 as a critic sees it"
    assert jsd(Jsd(0.2, 0.19, 0.21, "interpolated")) == "0.2 nats, 0.19 to 0.21, interpolated"
