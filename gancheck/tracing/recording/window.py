"""When enough was seen."""

from __future__ import annotations

from gancheck.tracing.recording.record import Record


class Window:
    """`wanted` optimizer steps of each player; without any optimizer, backward passes."""

    def __init__(self, record: Record, wanted: int) -> None:
        self._record, self._wanted = record, wanted

    def is_full(self) -> bool:
        """Whether the optimizers that step have stepped often enough."""
        counts = self._record.counts.values()
        if not counts:
            return False
        enough = min(counts) >= self._wanted or max(counts) >= 12 * self._wanted
        # One optimizer that steps alone may be a pre-training: the other player's turn comes later.
        return enough and (len(counts) > 1 or max(counts) >= 4 * self._wanted)

    def is_full_by_hand(self) -> bool:
        """Whether there were passes enough, where no optimizer ever stepped."""
        record = self._record
        return not record.counts and sum(during.accumulate for during in record.passes) > 8 * self._wanted
