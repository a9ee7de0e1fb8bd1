"""The page of a monitored run as plain values. The template only places what is here."""

from __future__ import annotations

import math
from dataclasses import dataclass

from gancheck.report.charts import Chart, draw
from gancheck.report.monitor.figures import figures
from gancheck.report.monitor.states import STATES
from gancheck.report.monitor.summary import cost, described, headline, progress
from gancheck.report.phrasing import number
from gancheck.report.statuses import StatusView
from gancheck.stability.monitor.alarm import Alarm
from gancheck.stability.monitor.record import MonitorRecord
from gancheck.stability.snapshot import Snapshot
from gancheck.stability.state import State

COLUMNS = ("Step", "State", "JSD", "Interval", "D implies", "Modes lost", "D real", "D fake", "Separation")
_ROWS = 200  # of the table


@dataclass(frozen=True)
class AlarmView:
    """An alarm; an empty text is not shown."""

    anchor: str
    status: StatusView
    step: str
    evidence: str
    lost: str
    period: str
    helps: str
    source: str


@dataclass(frozen=True)
class MonitorPage:
    """Everything that the page says."""

    headline: str
    status: StatusView
    version: str
    progress: str
    described: tuple[str, ...]
    warnings: tuple[str, ...]
    alarms: tuple[AlarmView, ...]
    charts: tuple[Chart, ...]
    basis: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    facts: tuple[tuple[str, str], ...]
    meanings: tuple[StatusView, ...]


def view(record: MonitorRecord) -> MonitorPage:
    """Make the page of a run."""
    said = headline(record)
    every = math.ceil(len(record.snapshots) / _ROWS) or 1
    rows = [_row(snapshot, state) for snapshot, state in zip(record.snapshots, record.states, strict=True)]
    return MonitorPage(
        headline=said[0].upper() + said[1:],
        status=STATES[record.state],
        version=record.version,
        progress=progress(record),
        described=tuple(described(record)),
        warnings=(f"Measuring ended at {record.unseen}.",) if record.unseen else (),
        alarms=tuple(_alarm(alarm, place) for place, alarm in enumerate(record.alarms)),
        charts=tuple(draw(figure) for figure in figures(record)),
        basis=record.basis,
        columns=COLUMNS,
        rows=tuple(row for place, row in enumerate(rows) if place % every == 0 or place == len(rows) - 1),
        facts=_facts(record),
        meanings=tuple(STATES.values()),
    )


def _alarm(alarm: Alarm, place: int) -> AlarmView:
    return AlarmView(
        f"alarm-{place + 1}",
        STATES[alarm.state],
        f"{alarm.step:,}",
        alarm.evidence,
        ", ".join(alarm.lost),
        "" if alarm.period is None else f"{number(alarm.period, 3)} steps",
        alarm.helps,
        alarm.source,
    )


def _row(snapshot: Snapshot, state: State) -> tuple[str, ...]:
    jsd = snapshot.jsd
    return (
        f"{snapshot.step:,}",
        str(state),
        _number(jsd.estimate if jsd else math.nan),
        f"{number(jsd.low, 3)} to {number(jsd.high, 3)}" if jsd else "–",
        _number(snapshot.discriminator_bound),
        str(len(snapshot.lost)) if snapshot.masses else "–",
        _number(snapshot.d_real),
        _number(snapshot.d_fake),
        _number(snapshot.separation),
    )


def _number(value: float) -> str:
    return "–" if math.isnan(value) else number(value, 3)


def _facts(record: MonitorRecord) -> tuple[tuple[str, str], ...]:
    facts = [
        ("measured", cost(record)),
        ("fakes a snapshot", f"{record.samples:,}"),
        ("modes", ", ".join(record.modes)),
        ("seed of measuring", str(record.seed)),
        *sorted(record.environment.items()),
    ]
    return tuple((name, text) for name, text in facts if text)
