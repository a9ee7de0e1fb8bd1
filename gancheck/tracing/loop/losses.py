"""Where in the code a player's loss is backpropagated."""

from __future__ import annotations

from collections.abc import Sequence

from gancheck.tracing.loop.pair import Pair
from gancheck.tracing.loop.updates import Update
from gancheck.tracing.place import Place


def loss_places(pair: Pair, updates: Sequence[Update], which: int = -1) -> list[Place | None]:
    """The lines of the backward passes of one of these updates (the last one by default), in order."""
    if not updates:
        return []
    return [pair.recorder.passes[n].place for n in sorted(updates[which].passes)]
