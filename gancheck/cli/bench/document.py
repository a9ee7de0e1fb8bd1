"""The result of `gancheck bench` as one JSON document."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import gancheck
from gancheck.engine.environment import environment
from gancheck.engine.strict_json import encode


def write_result(path: Path, found: dict[str, Any]) -> None:
    """Write what was found, with what it was found on."""
    whole = {"gancheck": gancheck.__version__, "environment": environment("cpu"), **found}
    text = json.dumps(encode(whole), indent=1, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8", errors="backslashreplace")
