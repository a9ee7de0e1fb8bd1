"""What the tracer says about one clause of Algorithm 1."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from gancheck.tracing.place import Place


class Kind(StrEnum):
    """How a training loop stands to a clause.

    `VIOLATION`: what is learned changes (another fixed point, a biased or absent gradient). `DEPARTURE`: not the letter
    of Algorithm 1, but the same fixed point and an unbiased gradient. `NOTE`: worth knowing, nothing more. `KEPT`: seen
    to hold. `UNSEEN`: could not be told, and why.
    """

    VIOLATION = "violation"
    DEPARTURE = "departure"
    NOTE = "note"
    KEPT = "kept"
    UNSEEN = "unseen"


@dataclass(frozen=True)
class Finding:
    """One clause's verdict.

    `cause` is a short slug that tells the ways to break one clause apart (`accumulated`, `leaked`); empty when kept.
    `seen` is one sentence with numbers. `places` are the lines where it happens, the first one the most telling.
    `effect` is what it does to the fixed point or the gradient, `change` how to mend it, `threads` public threads or
    papers that describe it.
    """

    clause: str
    kind: Kind
    claim: str
    source: str
    seen: str
    cause: str = ""
    places: tuple[Place, ...] = ()
    effect: str = ""
    change: str = ""
    threads: tuple[str, ...] = ()
    pair: str = ""
