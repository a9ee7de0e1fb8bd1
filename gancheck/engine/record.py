"""A run on disk: `record.jsonl`, a JSON line for the header and for each result and event, as they happen."""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gancheck.engine.result import Result
from gancheck.engine.strict_json import decode, encode
from gancheck.evidence.outcome import Status

FILE_NAME = "record.jsonl"


class RecordError(ValueError):
    """A record that cannot be read or continued, in one sentence."""


@dataclass(frozen=True)
class Header:
    """What a run was asked to do, and on which machine.

    `target` is the specification (`my_gan.py:build`), `target_name` how the target calls itself, `lacks` says
    why a capability is missing. `environment` holds `python`, `torch`, `platform`, `processor`, `threads` and
    more. `plan` holds the identifiers of the selected checks in the catalogue's order; `started` is ISO 8601
    in UTC. `digest` is the SHA-256 of the target's file, where it is one.
    """

    version: str
    target: str
    seed: int
    alpha: float
    device: str
    environment: dict[str, str]
    plan: tuple[str, ...]
    started: str
    target_name: str = ""
    capabilities: tuple[str, ...] = ()
    lacks: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    digest: str = ""
    settings: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RecordedEvent:
    """Something that happened to a run: `kind` is `finished`, `interrupted`, `worker-died`, `resumed` ..."""

    kind: str
    text: str
    at: str = ""


@dataclass(frozen=True)
class Record:
    """A run as it was recorded. `results` holds the last result of each check, in the plan's order."""

    header: Header
    results: tuple[Result, ...] = ()
    events: tuple[RecordedEvent, ...] = ()

    @property
    def counts(self) -> dict[Status, int]:
        """How many results have each status, in the order of `Status`, without zeros."""
        counts = Counter(result.status for result in self.results)
        return {status: counts[status] for status in Status if counts[status]}

    @property
    def missing(self) -> tuple[str, ...]:
        """The planned checks that have no result: the run was interrupted."""
        done = {result.check for result in self.results}
        return tuple(check for check in self.header.plan if check not in done)

    @property
    def seconds(self) -> float:
        """The sum of the checks' own times, in seconds of work (not of waiting)."""
        return sum(result.seconds for result in self.results)


def now() -> str:
    """Return the time in UTC, ISO 8601, to the second."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def locate(path: str | os.PathLike[str]) -> Path:
    """Return the record's file for a path that names it or the folder that holds it."""
    found = Path(path)
    return found / FILE_NAME if found.is_dir() else found


def read_record(path: str | os.PathLike[str]) -> Record:
    """Read a record, or the one in a folder. A torn last line, left by a process that was killed, is ignored.

    Raises RecordError when there is no record or when a line before the last is not one.
    """
    file = locate(path)
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RecordError(
            f"{file} is not a record that can be read: {getattr(error, 'strerror', None) or error}"
        ) from None
    lines = text.split("\n")[:-1]
    if not lines:
        raise RecordError(f"{file} is empty: the run ended before it began")
    header: Header | None = None
    results: dict[str, Result] = {}
    events: list[RecordedEvent] = []
    for number, line in enumerate(lines, 1):
        try:
            data = json.loads(line)
            kind = data["type"]
            if header is None and kind != "run":
                raise ValueError("the first line has to be the run's header")
            if kind == "run":
                header = decode(Header, data)
            elif kind == "result":
                result = Result.from_json(data)
                results[result.check] = result
            elif kind == "event":
                events.append(decode(RecordedEvent, data))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise RecordError(f"{file} is not a record of gancheck: line {number}: {error}") from None
    assert header is not None
    order = {check: place for place, check in enumerate(header.plan)}
    ordered = sorted(results.values(), key=lambda result: order.get(result.check, len(order)))
    return Record(header, tuple(ordered), tuple(events))


class RecordWriter:
    """Appends lines to a record, each in one write and synced to disk, so that a killed run loses none."""

    def __init__(self, path: Path, *, append: bool = False) -> None:
        """Open `path` for writing: from its start, or, with `append`, after its last whole line.

        Raises RecordError when the file cannot be written or another run is writing it.
        """
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
        except OSError as error:
            raise RecordError(f"{path} cannot be written: {error.strerror}") from None
        self._claim(path)
        os.ftruncate(self._file, _whole_lines(path) if append else 0)

    def _claim(self, path: Path) -> None:
        try:
            import fcntl
        except ImportError:  # not on Windows
            return
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self._file)
            raise RecordError(f"another run is writing {path}: wait for it or choose another --output") from None

    def header(self, header: Header) -> None:
        """Write the first line."""
        self._append("run", encode(header))

    def result(self, result: Result) -> None:
        """Write one result."""
        self._append("result", result.to_json())

    def event(self, event: RecordedEvent) -> None:
        """Write one event."""
        self._append("event", encode(event))

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)

    def _append(self, kind: str, data: Mapping[str, Any]) -> None:
        line = json.dumps({"type": kind, **data}, ensure_ascii=False, allow_nan=False) + "\n"
        os.write(self._file, line.encode("utf-8", errors="backslashreplace"))
        os.fsync(self._file)


def _whole_lines(path: Path) -> int:
    return path.read_bytes().rfind(b"\n") + 1
