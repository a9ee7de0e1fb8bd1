"""One line of the table: a step beside another, with its exact counters."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from gancheck.bench.counters import Counters
from gancheck.bench.ratio import Ratio


@dataclass(frozen=True)
class Row:
    """`seconds` of a step of what is timed, `beside` of what it is compared with, and their ratio."""

    name: str
    seconds: float
    beside: float
    ratio: Ratio
    counters: Counters
    beside_counters: Counters

    def to_json(self) -> dict[str, Any]:
        """Plain values by name."""
        return asdict(self)

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> Row:
        """The row that `to_json` was made from."""
        return cls(
            **{
                **plain,
                "ratio": Ratio(**plain["ratio"]),
                "counters": Counters(**plain["counters"]),
                "beside_counters": Counters(**plain["beside_counters"]),
            }
        )
