"""What a check concludes: a status, the number behind it, and what was allowed."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Status(StrEnum):
    """The verdict on one check."""

    PASSED = "passed"
    FAILED = "failed"
    INCONCLUSIVE = "inconclusive"
    NOT_APPLICABLE = "not-applicable"
    ERRORED = "errored"
    XFAILED = "xfailed"
    XPASSED = "xpassed"


@dataclass(frozen=True)
class Measurement:
    """A measured number with its interval, such as `V(D*) - V(D) = 0.213 nats`.

    `low` and `high` bound the quantity: a confidence interval of a random check, a quadrature error bound of an
    exact one, the range over all runs where a claim is about repeated runs and `value` is their median. They
    equal `value` where it is exact to rounding.
    """

    name: str
    value: float
    low: float
    high: float
    unit: str = ""


@dataclass(frozen=True)
class Power:
    """The error rates of a random check: what it wrongly alarms on, and what it can see.

    `wrong_alarm` is the probability that a right implementation fails. A discrepancy of `discrepancy` is missed with
    probability at most `miss`; None where no such bound exists. It is in the measurement's unit, unless `of` says what
    else it is, such as "probability of success".
    """

    wrong_alarm: float
    discrepancy: float | None = None
    miss: float | None = None
    of: str = ""


@dataclass(frozen=True)
class Series:
    """One curve of a figure: `y` over `x`, optionally with a band from `low` to `high`."""

    name: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()


@dataclass(frozen=True)
class Figure:
    """Data for one plot of the report; `floor` is a horizontal reference line, such as the allowed JSD."""

    title: str
    x_label: str
    y_label: str
    series: tuple[Series, ...]
    floor: float | None = None


@dataclass(frozen=True)
class Outcome:
    """What a check returns. It measures, then judges: the number is kept whether or not it failed."""

    status: Status
    measured: Measurement | None = None
    allowed: str = ""
    power: Power | None = None
    samples: int = 0
    worst: str = ""
    diagnosis: str = ""
    reason: str = ""
    notes: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = field(default=())
