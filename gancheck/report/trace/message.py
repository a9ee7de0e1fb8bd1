"""What a finding says on a terminal."""

from __future__ import annotations

import textwrap

from gancheck.tracing.finding import Finding, Kind
from gancheck.tracing.place import Place

_LABEL = 8  # characters of the widest label and two spaces
_WIDTH = 110
_LEFT = 58  # characters of a claim beside which its source still stands
_PLACES = 6
TOLD = (Kind.VIOLATION, Kind.DEPARTURE, Kind.NOTE)  # kinds that are told in full


def heading(finding: Finding) -> str:
    """Return the first line: `VIOLATION fresh-gradients · train.py:47`, with the pair where there are several."""
    parts = [f"{finding.kind.value.upper()} {finding.clause}", finding.pair, *map(str, finding.places[:1])]
    return " · ".join(part for part in parts if part)


def message(finding: Finding) -> str:
    """Return the whole message: claim, what was seen, where, what it does, how to change it, where to read of it."""
    lines = [heading(finding), *_claim(finding), *_one("seen", finding.seen), *_where(finding.places)]
    lines += _one("effect", finding.effect) + _one("change", finding.change)
    for place, thread in enumerate(finding.threads):
        lines += _one("" if place else "see", thread)
    return "\n".join(lines)


def _claim(finding: Finding) -> list[str]:
    claim, source = finding.claim, finding.source
    if source and max(len(claim), _LEFT) + len(source) + _LABEL + 5 <= _WIDTH:
        return [f"  {'claim':<{_LABEL}}{claim:<{_LEFT}}   {source}"]
    return _one("claim", claim) + _one("", source)


def _where(places: tuple[Place, ...]) -> list[str]:
    """Align file and line with the line's text. Places in one line of code are one."""
    known = list(dict.fromkeys(places))
    named = [(str(place), place.text) for place in known[:_PLACES]]
    widest = max((len(name) for name, _ in named), default=0)
    room = max(_WIDTH - _LABEL - widest - 4, 20)
    lines = [f"{name:<{widest}}  {_shortened(text, room)}".rstrip() for name, text in named]
    if len(known) > _PLACES:
        lines.append(f"and {len(known) - _PLACES} more")
    return [f"  {'' if place else 'where':<{_LABEL}}{line}" for place, line in enumerate(lines)]


def _one(label: str, text: str) -> list[str]:
    wrapped = textwrap.wrap(text, _WIDTH - _LABEL - 2, break_long_words=False, break_on_hyphens=False)
    return [f"  {'' if place else label:<{_LABEL}}{line}" for place, line in enumerate(wrapped)]


def _shortened(text: str, room: int) -> str:
    return text if len(text) <= room else text[: room - 1].rstrip() + "…"
