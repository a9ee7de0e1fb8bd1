"""A traceback as the script's own Python would have printed it, and the line of the script in it."""

from __future__ import annotations

import os
import re
import traceback
from collections.abc import Iterable
from types import FrameType, TracebackType

from gancheck.tracing.place import Place, how_near

_OWN = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))) + os.sep
_DUMPED = re.compile(r'^  File "(?P<file>.*)", line (?P<line>\d+) in (?P<function>.*)$', re.MULTILINE)
_LIBRARY = 1


def without_ours(error: BaseException) -> None:
    """Take gancheck's frames out of the traceback of an exception and of those that led to it, in place."""
    waiting: list[BaseException | None] = [error]
    seen: set[int] = set()
    while waiting:
        each = waiting.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        each.__traceback__ = _cut(each.__traceback__)
        waiting += [each.__cause__, each.__context__, *getattr(each, "exceptions", ())]


def _cut(trace: TracebackType | None) -> TracebackType | None:
    kept = [link for link in _links(trace) if not link.tb_frame.f_code.co_filename.startswith(_OWN)]
    rest: TracebackType | None = None
    for link in reversed(kept):
        rest = TracebackType(rest, link.tb_frame, link.tb_lasti, link.tb_lineno)
    return rest


def _links(trace: TracebackType | None) -> Iterable[TracebackType]:
    while trace is not None:
        yield trace
        trace = trace.tb_next


def where(error: BaseException) -> Place | None:
    """The innermost line of the script that an exception came through."""
    walked = traceback.walk_tb(error.__traceback__)
    return nearest([Place(f.f_code.co_filename, line, f.f_code.co_name) for f, line in walked][::-1])


def where_now(frame: FrameType | None) -> Place | None:
    """The innermost line of the script that led to a frame."""
    return nearest([Place(f.f_code.co_filename, line, f.f_code.co_name) for f, line in traceback.walk_stack(frame)])


def where_dumped(text: str) -> Place | None:
    """The innermost line of the script in what `faulthandler` wrote."""
    return nearest([Place(f["file"], int(f["line"]), f["function"]) for f in _DUMPED.finditer(text)])


def nearest(places: Iterable[Place]) -> Place | None:
    """Of places, the innermost first: the first one in the script's own code, else the first in a library."""
    library = None
    for place in places:
        near = how_near(place.file)
        if near < _LIBRARY:
            return place
        if near == _LIBRARY and library is None:
            library = place
    return library
