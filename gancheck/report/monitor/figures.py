"""The curves of a monitored run, with its alarms on the curve of the JSD."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from gancheck.evidence.outcome import Figure, Series
from gancheck.stability.monitor.record import MonitorRecord, scalars

_MODES = 10  # curves of masses; of more modes the least and the greatest are shown
_Numbers = dict[str, tuple[float, ...]]


def figures(record: MonitorRecord) -> tuple[Figure, ...]:
    """The figures that have something to show."""
    rows = [scalars(snapshot) for snapshot in record.snapshots]
    columns: _Numbers = {name: tuple(row[name] for row in rows) for name in rows[0]} if rows else {}
    columns["step"] = tuple(float(snapshot.step) for snapshot in record.snapshots)
    made = [_known(each(record, columns)) for each in _FIGURES] if rows else []
    return tuple(figure for figure in made if figure.series)


def _known(figure: Figure) -> Figure:
    """The figure without curves of which nothing is known, and without their points before the first that is."""
    kept = []
    for series in figure.series:
        start = next((i for i, y in enumerate(series.y) if not math.isnan(y)), None)
        if start is not None:
            columns = (column[start:] for column in (series.x, series.y, series.low, series.high))
            kept.append(Series(series.name, *columns))
    return replace(figure, series=tuple(kept))


def _jsd(record: MonitorRecord, columns: _Numbers) -> Figure:
    steps, estimates = columns["step"], columns["jsd"]
    bound = any(snapshot.jsd is not None and snapshot.jsd.kind == "bound" for snapshot in record.snapshots)
    alarms = []
    for alarm in record.alarms:
        at = [y for x, y in zip(steps, estimates, strict=True) if x <= alarm.step and not math.isnan(y)]
        alarms.append(Series(f"alarm: {alarm.state}", (float(alarm.step),), (at[-1] if at else 0.0,)))
    name = "JSD as a critic sees it, with its lower bound" if bound else "JSD with its interval"
    return Figure(
        "JSD of p_data and p_g",
        "step",
        "nats",
        (
            # Of a bound the upper end is log 2, which would only hide the rest.
            Series(name, steps, estimates, columns["jsd_low"], estimates if bound else columns["jsd_high"]),
            Series("what D implies: at most the JSD", steps, columns["discriminator_bound"]),
            *alarms,
        ),
        floor=0.0,
    )


def _value(record: MonitorRecord, columns: _Numbers) -> Figure:
    return Figure(
        "The criterion and the value function",
        "step",
        "nats",
        (
            Series("C(G) = -log 4 + 2 JSD", columns["step"], columns["criterion"]),
            Series("V(G, D), at most C(G)", columns["step"], columns["value"]),
        ),
        floor=-math.log(4),
    )


def _masses(record: MonitorRecord, columns: _Numbers) -> Figure:
    steps = columns["step"]
    shares = [tuple(mass) if mass else (math.nan,) * len(record.modes) for mass in _per_mode(record)]
    if len(record.modes) <= _MODES:
        series = tuple(Series(name, steps, tuple(share[i] for share in shares)) for i, name in enumerate(record.modes))
    else:
        series = (
            Series("least of all modes", steps, tuple(min(share, default=math.nan) for share in shares)),
            Series("greatest", steps, tuple(max(share, default=math.nan) for share in shares)),
        )
    return Figure("Mass of p_g on each mode", "step", "share of the mode's weight", series, floor=0.25)


def _per_mode(record: MonitorRecord) -> list[tuple[float, ...]]:
    return [
        tuple(mass / weight for mass, weight in zip(snapshot.masses, record.weights, strict=True))
        if snapshot.masses
        else ()
        for snapshot in record.snapshots
    ]


def _plain(title: str, label: str, named: dict[str, str]) -> Callable[[MonitorRecord, _Numbers], Figure]:
    def made(record: MonitorRecord, columns: _Numbers) -> Figure:
        series = tuple(Series(said, columns["step"], columns[name]) for name, said in named.items())
        return Figure(title, "step", label, series)

    return made


def _where(record: MonitorRecord, columns: _Numbers) -> Figure:
    count = max(len(snapshot.location) for snapshot in record.snapshots)
    series = [
        Series(
            f"mean, coordinate {i + 1}",
            columns["step"],
            tuple(snapshot.location[i] if snapshot.location else math.nan for snapshot in record.snapshots),
        )
        for i in range(min(count, 4))
    ]
    series.append(Series("width over the data's", columns["step"], columns["spread"]))
    return Figure("Where p_g is", "step", "standard deviations of the data", tuple(series))


def _gradients(record: MonitorRecord, columns: _Numbers) -> Figure:
    logs = {
        name: tuple(math.log10(value) if value > 0 else math.nan for value in columns[name])
        for name in ("generator_gradient", "discriminator_gradient")
    }
    return _plain("Gradient norms", "log10 of the norm", {"generator_gradient": "G", "discriminator_gradient": "D"})(
        record, {**columns, **logs}
    )


_FIGURES: tuple[Callable[[MonitorRecord, _Numbers], Figure], ...] = (
    _jsd,
    _value,
    _masses,
    _plain(
        "D on real rows and on fakes",
        "probability",
        {"d_real": "mean of D, real", "d_fake": "mean of D, fake", "separation": "area under D's curve"},
    ),
    _where,
    _plain("Kernel MMD", "MMD", {"kernel": "estimate", "kernel_low": "lower bound", "kernel_high": "upper bound"}),
    _gradients,
    _plain(
        "Drift of the parameters",
        "relative change a snapshot",
        {"generator_drift": "G", "discriminator_drift": "D"},
    ),
    _plain("Losses, as they were given", "loss", {"generator_loss": "G", "discriminator_loss": "D"}),
)
