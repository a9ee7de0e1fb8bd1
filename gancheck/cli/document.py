"""A run as one JSON document."""

from __future__ import annotations

import json
from pathlib import Path

from gancheck.engine.record import Record
from gancheck.engine.strict_json import encode


def write_json(record: Record, seconds: float, path: Path) -> None:
    """Write header, counts, results and events; NaN and infinities are strings."""
    document = {
        "run": encode(record.header),
        "seconds": seconds,
        "counts": {str(status): count for status, count in record.counts.items()},
        "missing": list(record.missing),
        "results": [result.to_json() for result in record.results],
        "events": encode(record.events),
    }
    text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8", errors="backslashreplace")
