from dataclasses import replace
from typing import Any

import pytest

from gancheck.engine import Record, RecordError
from gancheck.engine.resume import kept_results
from gancheck.evidence.outcome import Status
from tests.engine.samples import HEADER, result


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"seed": 3}, "made with seed 17, this run has 3"),
        ({"target": "other:build"}, "made with target my_gan.py:build, this run has other:build"),
        ({"version": "9"}, "made with gancheck 0.1.0, this run has 9"),
        ({"alpha": 0.01}, "made with alpha 0.001, this run has 0.01"),
        ({"device": "cuda"}, "made with device cpu, this run has cuda"),
        ({"digest": "abc"}, "the file of my_gan.py:build has changed since"),
        ({"plan": ("value-identity", "a", "b", "c")}, "another selection of checks .*and 1 more"),
    ],
)
def test_another_run_is_refused(change: dict[str, Any], complaint: str) -> None:
    with pytest.raises(RecordError, match=f"record.jsonl cannot be resumed: .*{complaint}"):
        kept_results(Record(HEADER), replace(HEADER, **change), "record.jsonl")


def test_when_and_where_it_began_may_differ() -> None:
    later = replace(HEADER, started="later", environment={}, settings={"timeout": "1 s"})
    assert kept_results(Record(HEADER), later, "x") == ()


def test_errors_and_what_was_not_started_are_run_again() -> None:
    kept = [
        result("a"),
        result("b", Status.FAILED),
        result("c", Status.NOT_APPLICABLE),
        result("d", Status.INCONCLUSIVE),
        result("e", Status.XFAILED),
    ]
    again = [
        result("f", Status.ERRORED, cause="target"),
        result("g", Status.INCONCLUSIVE, cause="budget"),
        result("h", Status.XFAILED, cause="hang"),
    ]
    assert kept_results(Record(HEADER, (*kept, *again)), HEADER, "x") == tuple(kept)
