"""The words, the glyph and the meaning of each kind of finding."""

from __future__ import annotations

from gancheck.report.statuses import StatusView
from gancheck.tracing.finding import Kind

_SHOWN = {
    Kind.VIOLATION: (
        "violation",
        "✗",
        "What is learned changes: another fixed point, or a gradient that is biased or absent.",
    ),
    Kind.DEPARTURE: (
        "departure",
        "≠",
        "Not the letter of Algorithm 1, with the same fixed point and an unbiased gradient. It is no error.",
    ),
    Kind.NOTE: ("note", "i", "Worth knowing."),
    Kind.KEPT: ("kept", "✓", "Seen to hold in the traced steps."),
    Kind.UNSEEN: ("not seen", "–", "Could not be told from the traced steps. The reason says why."),
}

KINDS = {kind: StatusView(kind.value, *shown) for kind, shown in _SHOWN.items()}
