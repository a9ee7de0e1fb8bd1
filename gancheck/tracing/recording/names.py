"""What somebody's code calls an object: `netG`, `self.generator`, `gan.critic`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any

from gancheck.tracing.place import how_near


def name_of(wanted: object) -> str:
    """The name under which the code that is running now knows `wanted`; its class's name where none is found."""
    for scope in _scopes():
        for name, value in scope.items():
            if value is wanted and name.isidentifier() and not name.startswith("__") and name != "self":
                return name
    for scope in _scopes():
        for name, holder in list(scope.items()):
            if not name.startswith("__"):
                found = _attribute(holder, wanted)
                if found:
                    return f"{name}.{found}"
    return type(wanted).__name__


def _scopes() -> Iterator[dict[str, Any]]:
    """Locals, then globals, of the frames of the user's own code and of libraries, innermost first."""
    seen: set[int] = set()
    current: FrameType | None = sys._getframe(2)
    while current is not None:
        if how_near(current.f_code.co_filename) < 2:
            yield dict(current.f_locals)
            if id(current.f_globals) not in seen:
                seen.add(id(current.f_globals))
                yield current.f_globals
        current = current.f_back


def _attribute(holder: Any, wanted: object) -> str:
    """The attribute or entry of `holder` that is `wanted`; nothing is called to find out."""
    inside: dict[Any, Any] = {}
    attributes = getattr(holder, "__dict__", None)
    if isinstance(attributes, dict):
        inside.update(attributes)
        modules = attributes.get("_modules")
        if isinstance(modules, dict):
            inside.update(modules)
    if isinstance(holder, dict):
        inside.update({key: value for key, value in holder.items() if isinstance(key, str)})
    for name, value in inside.items():
        if value is wanted and isinstance(name, str):
            return name
    return ""
