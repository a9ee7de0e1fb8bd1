"""Short tick labels: a shared offset and a shared power of ten are moved into a note beside the axis."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal

from gancheck.report.charts.ticks import Step

MOST_DIGITS = 6
_CONTEXT = Context(prec=700, Emin=-2000, Emax=2000)  # wide enough for every float64, so that nothing rounds


@dataclass(frozen=True)
class Labels:
    """The texts of some ticks, and the note that tells what was taken out of them, if anything was."""

    texts: tuple[str, ...]
    note: str


def tick_labels(step: Step, indices: range) -> Labels:
    """Label the ticks `indices` of `step` with at most about six digits each.

    Ticks at 0.69314718 + 1, 2, 3 times 1e-12 read "1", "2", "3" with the note
    "above 0.69314718, in units of 1e-12".
    """
    if not indices:
        return Labels((), "")
    note = []
    base = 0
    if _digits(step, max(map(abs, indices))) > MOST_DIGITS:
        base = indices[0]
        note.append(f"above {_decimal(step, base).normalize(_CONTEXT):g}")
    shifted = [_decimal(step, index - base) for index in indices]
    if not any(shifted):
        return Labels(("0",) * len(shifted), ", ".join(note))
    power = max(value.adjusted() for value in shifted if value)
    if -3 <= power < MOST_DIGITS and step.exponent >= -MOST_DIGITS:
        power = 0
    else:
        note.append(f"in units of 1e{power}")
    decimals = max(0, power - step.exponent)
    texts = tuple(f"{value.scaleb(-power, _CONTEXT):.{decimals}f}" for value in shifted)
    return Labels(texts, ", ".join(note))


def _decimal(step: Step, index: int) -> Decimal:
    return Decimal(index * step.mantissa).scaleb(step.exponent, _CONTEXT)


def _digits(step: Step, index: int) -> int:
    """Count the digits that the label of a tick needs, from its first significant one to the step's."""
    return _decimal(step, index).adjusted() - step.exponent + 1 if index else 1
