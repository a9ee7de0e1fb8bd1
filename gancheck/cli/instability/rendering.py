"""The result of `gancheck instability` as a page, and `gancheck report` of its JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gancheck.engine.plan import RequestError


def read(path: Path) -> dict[str, Any] | None:
    """Read what `gancheck instability --json` wrote; None for any other file, which some other reader may know."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and {"tiers", "budget unknown"} <= set(found) else None


def render(found: Mapping[str, Any], page: Path) -> int:
    """Write the page and tell where. Raises RequestError for what lacks a number, or cannot be written."""
    from gancheck.report.instability.render import write

    try:
        write(found, page)
    except OSError as error:
        raise RequestError(f"the report {page} cannot be written: {error.strerror or error}") from None
    except (KeyError, TypeError, ValueError) as error:
        raise RequestError(f"this is no result of gancheck instability: {type(error).__name__}: {error}") from None
    print(f"report {page}")
    return 0
