"""Expected failures: a file that the implementation owns, an identifier and a reason on each line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from gancheck.engine.plan import RequestError, unknown
from gancheck.engine.result import Result
from gancheck.evidence.outcome import Status

# An exception of gancheck itself is never an expected failure: it says nothing about the target.
_OF_THE_TARGET = ("target", "hang", "died")


def read_expected(path: Path, known: Sequence[str]) -> dict[str, str]:
    """Read identifiers and reasons from lines of the form `check-id  # reason`.

    Blank lines and comments are skipped.
    Raises RequestError when the file cannot be read, or names a check that is not known, or one twice.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise RequestError(f"the file of expected failures {path} cannot be read: {reason}") from None
    reasons: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        check, _, reason = (part.strip() for part in line.partition("#"))
        if not check:
            continue
        if check not in known:
            raise RequestError(f"{path}, line {number}: {unknown('check', check, known)}")
        if check in reasons:
            raise RequestError(f"{path}, line {number}: {check!r} is listed twice")
        reasons[check] = reason or "expected to fail"
    return reasons


def mark(result: Result, reasons: Mapping[str, str]) -> Result:
    """Return the result as it is with these expected failures: `xfailed` or `xpassed` where it is listed.

    A result that was marked before, with another file, is unmarked first.
    """
    status = _unmarked(result)
    reason = reasons.get(result.check, "")
    if reason:
        if status is Status.FAILED or (status is Status.ERRORED and result.cause in _OF_THE_TARGET):
            status = Status.XFAILED
        elif status is Status.PASSED:
            status = Status.XPASSED
    return replace(result, expected=reason, outcome=replace(result.outcome, status=status))


def _unmarked(result: Result) -> Status:
    if result.status is Status.XFAILED:
        return Status.ERRORED if result.cause else Status.FAILED
    return Status.PASSED if result.status is Status.XPASSED else result.status
