"""Files as pytest-benchmark saves them, with what the tracking benchmarks add."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def benchmark(series: str, ratio: float, **more: Any) -> dict[str, Any]:
    known = {"torch": "2.13.0", "processor": "Some CPU", "threads": 1, "aten": 226, "flops": 1000, "bytes": 2000}
    return {
        "name": series,
        "extra_info": {"series": series, "ratio": ratio, "low": 0.98 * ratio, "high": 1.02 * ratio, **known, **more},
    }


def save(folder: Path, ratios: list[float], series: str = "2x32, minibatch 64") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for place, ratio in enumerate(ratios):
        plain = {"name": "other", "extra_info": {}}
        whole = {
            "datetime": f"2026-01-{place + 1:02d}T12:00:00.000000+00:00",
            "commit_info": {"id": f"{place:040x}", "dirty": place % 2 == 1},
            "benchmarks": [benchmark(series, ratio), plain],
        }
        # Names in another order than time.
        (folder / f"{99 - place:04d}.json").write_text(json.dumps(whole), encoding="utf-8")
