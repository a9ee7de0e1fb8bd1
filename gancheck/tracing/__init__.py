"""Observing somebody's training loop: what it really does, clause by clause of Algorithm 1.

`recording` watches, `loop` works out who the players are and what each update was made of, `reading` reads objectives,
penalties, noise and provenance off the numbers, `clauses` judge, `running` runs a script. `gancheck.trace` is the door.
Names are imported when they are first used: a report is read and shown without torch.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gancheck.tracing.finding import Finding, Kind
    from gancheck.tracing.place import Place
    from gancheck.tracing.report import Fed, Script, Tick, TraceReport
    from gancheck.tracing.session import Observed, trace

_NAMES = {
    "Fed": "report",
    "Finding": "finding",
    "Kind": "finding",
    "Observed": "session",
    "Place": "place",
    "Script": "report",
    "Tick": "report",
    "TraceReport": "report",
    "trace": "session",
}

__all__ = ["Fed", "Finding", "Kind", "Observed", "Place", "Script", "Tick", "TraceReport", "trace"]


def __getattr__(name: str) -> Any:
    if name in _NAMES:
        return getattr(importlib.import_module(f"gancheck.tracing.{_NAMES[name]}"), name)
    raise AttributeError(f"module 'gancheck.tracing' has no attribute {name!r}")
