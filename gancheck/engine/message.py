"""What a result says to a reader: one line, or the whole message of a failure."""

from __future__ import annotations

import textwrap

from gancheck.engine.result import Result
from gancheck.evidence.outcome import Measurement, Power, Status

_LABEL = 10  # characters of the widest label, `reproduce`, and a space
_LEFT = 42  # characters of the left column, where a line has two
_WIDTH = 110
_LOG_LINES = 10


def number(value: float) -> str:
    """Three significant digits, exponents as short as they are said: `0.213`, `1e-6`."""
    text = f"{value:.3g}"
    mantissa, e, exponent = text.partition("e")
    return f"{mantissa}e{int(exponent)}" if e else text


def probability(value: float) -> str:
    """Return a probability, as an exponent from 0.01 down: `0.05`, `1e-3`, `2.5e-4`."""
    if not 0 < value < 0.01:
        return number(value)
    mantissa, _, exponent = f"{value:.2e}".partition("e")
    return f"{mantissa.rstrip('0').rstrip('.')}e{int(exponent)}"


def measured(measurement: Measurement) -> str:
    """Return `V(D*) - V(D) = 0.213 nats (0.201 to 0.225)`, the interval only where it has a width."""
    unit = f" {measurement.unit}" if measurement.unit else ""
    text = f"{measurement.name} = {number(measurement.value)}{unit}"
    low, high = number(measurement.low), number(measurement.high)
    return text if low == high else f"{text} ({low} to {high})"


def power(rates: Power, unit: str = "") -> str:
    """Return `wrong alarm 1e-6; a discrepancy of 0.05 nats is missed with probability 1e-3`."""
    text = f"wrong alarm {probability(rates.wrong_alarm)}"
    if rates.discrepancy is not None and rates.miss is not None:
        size = number(rates.discrepancy) if rates.of else f"{number(rates.discrepancy)} {unit}".strip()
        text += f"; a {rates.of or 'discrepancy'} of {size} is missed with probability {probability(rates.miss)}"
    return text


def summary(result: Result) -> str:
    """One line: the number and what was allowed, or the reason where there is none."""
    outcome = result.outcome
    if outcome.measured is not None and result.status is not Status.ERRORED:
        text = measured(outcome.measured)
        return f"{text}, allowed {outcome.allowed}" if outcome.allowed else text
    return outcome.reason or outcome.allowed or result.claim


def message(result: Result) -> str:
    """Return the whole message: claim, measurement, power, worst point, likely cause, how to reproduce it."""
    outcome = result.outcome
    lines = [f"{result.status.upper()} {result.check} · {result.target} · seed {result.seed}"]
    lines += _two("claim", result.claim, result.source)
    if outcome.measured is not None:
        lines += _two("measured", measured(outcome.measured), outcome.allowed and f"allowed {outcome.allowed}")
    elif outcome.allowed:
        lines += _one("allowed", outcome.allowed)
    if outcome.power is not None:
        lines += _one("power", power(outcome.power, outcome.measured.unit if outcome.measured else ""))
    for label, text in (
        ("worst at", outcome.worst),
        ("likely", outcome.diagnosis),
        ("because", outcome.reason),
    ):
        if text:
            lines += _one(label, text)
    for note in outcome.notes:
        lines += _one("note", note)
    if result.expected:
        lines += _one("expected", result.expected)
    if result.status is Status.ERRORED:
        lines += _block("traceback", result.traceback, None)
        lines += _block("printed", result.log, _LOG_LINES)
    lines += [f"  {'reproduce':<{_LABEL}} {result.reproduce}"] if result.reproduce else []
    return "\n".join(lines)


def _one(label: str, text: str) -> list[str]:
    wrapped = textwrap.wrap(text, _WIDTH - _LABEL - 3, break_long_words=False, break_on_hyphens=False) or [""]
    return [f"  {label if not place else '':<{_LABEL}} {line}" for place, line in enumerate(wrapped)]


def _two(label: str, left: str, right: str) -> list[str]:
    if not right:
        return _one(label, left)
    if len(left) < _LEFT and len(left) + len(right) < _WIDTH:
        return [f"  {label:<{_LABEL}} {left:<{_LEFT}} {right}"]
    return _one(label, left) + _one("", right)


def _block(label: str, text: str, last: int | None) -> list[str]:
    kept = text.rstrip().splitlines()
    if last is not None and len(kept) > last:
        kept = ["...", *kept[-last:]]
    return [f"  {label if not place else '':<{_LABEL}} {line}".rstrip() for place, line in enumerate(kept)]
