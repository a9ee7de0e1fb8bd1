"""The words, the glyph and the meaning of each state of a run."""

from __future__ import annotations

from gancheck.report.statuses import StatusView
from gancheck.stability.state import State

_SHOWN = {
    State.HEALTHY: ("passed", "✓", "Nothing is wrong as far as the rules can tell from what was measured."),
    State.DIVERGED: ("failed", "✗", "Fakes, D's outputs or parameters are not finite."),
    State.COLLAPSED: ("failed", "✗", "The generator makes fakes of some modes only, the Helvetica scenario."),
    State.OSCILLATING: ("failed", "✗", "The players go round each other: p_g moves, and does not come nearer."),
    State.VANISHING: ("failed", "✗", "D rejects all fakes, and the saturating loss gives G no gradient to follow."),
    State.OVERPOWERED: ("failed", "✗", "D tells real rows from fakes so well that G learns nothing from it."),
    State.STUCK: ("failed", "✗", "p_g stays far from p_data, and moves no more."),
    State.UNJUDGED: ("inconclusive", "?", "Too little was seen for a verdict: the run is young, or snapshots are few."),
    State.UNSEEN: ("inconclusive", "?", "Nothing was measured, or nothing more: the sentence beside it says why."),
}

STATES = {state: StatusView(key, state.value, glyph, meaning) for state, (key, glyph, meaning) in _SHOWN.items()}
