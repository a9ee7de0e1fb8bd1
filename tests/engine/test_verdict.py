from gancheck.engine import failures, tally
from gancheck.evidence.outcome import Status
from tests.engine.samples import result

ALL = [result(str(status), status) for status in Status]


def test_what_makes_a_run_fail() -> None:
    assert {r.status for r in failures(ALL)} == {Status.FAILED, Status.ERRORED}
    strict = {r.status for r in failures(ALL, strict=True)}
    assert strict == {Status.FAILED, Status.ERRORED, Status.INCONCLUSIVE, Status.XPASSED}


def test_the_tally_counts_every_status() -> None:
    assert tally(ALL + ALL[:1]) == (
        "2 passed, 1 failed, 1 errored, 1 inconclusive, 1 failed as expected, 1 passed unexpectedly, 1 not applicable"
    )
    assert tally([]) == "no results"
