"""Whether a record can be continued by a run, and what is left to do."""

from __future__ import annotations

from gancheck.engine.record import Header, Record, RecordError
from gancheck.engine.result import Result
from gancheck.evidence.outcome import Status


def kept_results(record: Record, header: Header, path: object) -> tuple[Result, ...]:
    """Return the results that need no second run: all but errors and what the budget did not let start.

    Raises RecordError when the record belongs to another run than `header` asks for, saying in what they
    differ.
    """
    old = record.header
    for name, was, is_now in (
        ("gancheck", old.version, header.version),
        ("target", old.target, header.target),
        ("seed", old.seed, header.seed),
        ("alpha", old.alpha, header.alpha),
        ("device", old.device, header.device),
    ):
        if was != is_now:
            raise RecordError(f"{path} cannot be resumed: it was made with {name} {was}, this run has {is_now}")
    if old.digest != header.digest:
        raise RecordError(f"{path} cannot be resumed: the file of {header.target} has changed since")
    if old.plan != header.plan:
        differ = sorted(set(old.plan) ^ set(header.plan))
        raise RecordError(f"{path} cannot be resumed: it has another selection of checks ({_some(differ)})")
    return tuple(result for result in record.results if not _again(result))


def _again(result: Result) -> bool:
    return result.status is Status.ERRORED or result.cause != ""


def _some(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
