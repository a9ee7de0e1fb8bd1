"""The committed counters: what a step did when somebody last looked at it, and why it changed.

`reports/baselines/counters.json` holds the counters by size, the version of torch that they are of, and a list of
reasons, the last of which is that of the counters.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gancheck.bench.counters import NAMES, Counters
from gancheck.bench.size import Size, parse_size

PLACE = Path("reports") / "baselines" / "counters.json"


class CommittedError(ValueError):
    """The file cannot be read. The message is one sentence."""


@dataclass(frozen=True)
class Committed:
    """Counters by size, of one version of torch, and why they changed, the last reason last."""

    torch: str
    counters: dict[Size, Counters]
    reasons: tuple[str, ...] = ()


def read(path: Path) -> Committed | None:
    """What was committed; None where there is no file. Raises CommittedError."""
    try:
        plain: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        counters = {parse_size(key): Counters(**found) for key, found in plain["counters"].items()}
        return Committed(str(plain["torch"]), counters, tuple(plain["reasons"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CommittedError(f"{path} holds no counters: {type(error).__name__}: {error}") from None


def write(path: Path, committed: Committed) -> None:
    """Write the file, for somebody to commit."""
    plain = {
        "torch": committed.torch,
        "counters": {size.key: found.to_json() for size, found in committed.counters.items()},
        "reasons": list(committed.reasons),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(plain, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def differences(committed: Counters, found: Counters) -> list[str]:
    """Each counter that differs, with both numbers an iteration: `aten 242 -> 252 (+4.1 %)`."""
    said = []
    for name in NAMES:
        was, now = getattr(committed, name), getattr(found, name)
        if was != now:
            change = f" ({100 * (now / was - 1):+.2g} %)" if was else ""
            said.append(f"{name} {committed.each(name)} -> {found.each(name)}{change}")
    return said
