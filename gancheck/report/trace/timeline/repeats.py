"""Which minibatches come back: each of them gets a number, so that the eye finds it again."""

from __future__ import annotations

from collections.abc import Sequence

from gancheck.report.trace.timeline.columns import Column
from gancheck.report.trace.timeline.lanes import Lane, events

Key = tuple[Lane, int]


def numbers(timeline: Sequence[Column]) -> dict[Key, int]:
    """Number, from 1, each minibatch that one lane holds in more than one column.

    Within one column a minibatch may be used twice, for a penalty or an accuracy: that is no repetition.
    """
    seen: dict[Key, set[int]] = {}
    for place, column in enumerate(timeline):
        for tick in column.ticks:
            for event in events(tick):
                if event.fed is not None and event.fed.batch is not None:
                    seen.setdefault((event.lane, event.fed.batch), set()).add(place)
    repeated = [key for key, places in seen.items() if len(places) > 1]
    # The same minibatch has the same number in every lane.
    ids: dict[int, int] = {}
    for _, batch in repeated:
        ids.setdefault(batch, len(ids) + 1)
    return {key: ids[key[1]] for key in repeated}
