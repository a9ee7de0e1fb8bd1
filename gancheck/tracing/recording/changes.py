"""Weights that change without an optimizer: clamped, re-initialised, stepped by hand."""

from __future__ import annotations

import math
from collections.abc import Iterable

from gancheck.tracing.place import here
from gancheck.tracing.recording.events import Change
from gancheck.tracing.recording.record import Record

# Passes before which parameters are looked at (later only at optimizer steps).
_LOOKED_AT = 24


class Changes:
    """Looks at the parameters of nets where they may have changed, and writes down that they did."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._clipping = False

    def look_if_by_hand(self, noticed: str) -> None:
        """Look where parameters were clamped before, or no optimizer steps: they may change at any time."""
        if (not self._record.counts or self._clipping) and self._record.stepping is None:
            self.look(noticed)

    def look_before_a_pass(self) -> None:
        """Look in the beginning, and where parameters may change at any time."""
        if len(self._record.passes) < _LOOKED_AT and self._record.stepping is None:
            self.look("a backward pass")
        else:
            self.look_if_by_hand("a backward pass")

    def look(self, noticed: str, held: Iterable[int] | None = None) -> None:
        """Notice parameters that changed without an optimizer's step, of nets with some in `held` (None: of all)."""
        record = self._record
        for net in record.nets:
            moved = net.moved() if held is None or not net.ids.isdisjoint(held) else frozenset()
            if moved:
                top, reached = net.greatest()
                clamp = top if reached and math.isfinite(top) else None
                self._clipping = self._clipping or clamp is not None
                change = Change(record.tick(), net.number, here(), moved, clamp, noticed)
                if not record.counts:
                    change.descent = net.descended()
                record.changes.append(change)
