"""A few lines of somebody's code around a place."""

from __future__ import annotations

import linecache
import textwrap
from dataclasses import dataclass

from gancheck.tracing.place import Place

AROUND = 2
LONGEST = 160


@dataclass(frozen=True)
class Line:
    """One line of code; `here` marks the one that is meant."""

    number: int
    text: str
    here: bool


@dataclass(frozen=True)
class Excerpt:
    """Where it is, and the lines around it; none where the file cannot be read."""

    name: str
    function: str
    lines: tuple[Line, ...]


def excerpt(place: Place) -> Excerpt:
    """Read the line of a place with two lines before and after, without their shared indentation."""
    numbers = range(max(1, place.line - AROUND), place.line + AROUND + 1)
    found = [(number, _line(place.file, number)) for number in numbers]
    known = [(number, text.rstrip("\r\n")) for number, text in found if text]
    texts = textwrap.dedent("\n".join(text for _, text in known)).split("\n") if known else []
    lines = [
        Line(number, text if len(text) <= LONGEST else text[: LONGEST - 1] + "…", number == place.line)
        for (number, _), text in zip(known, texts, strict=True)
    ]
    while lines and not lines[0].text.strip() and not lines[0].here:
        del lines[0]
    while lines and not lines[-1].text.strip() and not lines[-1].here:
        del lines[-1]
    function = "" if place.function in ("", "<module>") else place.function
    return Excerpt(str(place), function, tuple(lines))


def _line(file: str, number: int) -> str:
    try:
        return linecache.getline(file, number)
    except ValueError:  # a name that no file can have
        return ""
