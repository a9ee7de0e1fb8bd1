"""Fewer points with the same look: the extremes of each stretch stay."""

from __future__ import annotations

from collections.abc import Sequence

from gancheck.report.charts.ticks import drawable


def thin(columns: Sequence[Sequence[float]], limit: int) -> list[int]:
    """Return the indices to keep, at most `limit` of them, of columns that share their x.

    The first and last index survive, and in each of as many equal stretches as the limit affords every
    column's least and greatest value and one gap: peaks, dips and holes stay where they were. Columns within
    the limit stay whole. Raises ValueError where the limit cannot hold one stretch.
    """
    size = len(columns[0]) if columns else 0
    if size <= limit:
        return list(range(size))
    per_stretch = 2 * len(columns) + 1
    stretches = (limit - 2) // per_stretch
    if stretches < 1:
        raise ValueError(f"{len(columns)} columns need a limit of at least {per_stretch + 2} points, not {limit}")
    kept = {0, size - 1}
    for stretch in range(stretches):
        indices = range(stretch * size // stretches, (stretch + 1) * size // stretches)
        gaps: set[int] = set()
        for column in columns:
            drawn = [index for index in indices if drawable(column[index])]
            if drawn:
                kept.add(min(drawn, key=column.__getitem__))
                kept.add(max(drawn, key=column.__getitem__))
            if len(drawn) < len(indices):
                gaps.update(set(indices).difference(drawn))
        if gaps:
            kept.add(min(gaps))
    return sorted(kept)
