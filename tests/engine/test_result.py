import json
from dataclasses import replace

import pytest

from gancheck.engine import Result
from gancheck.evidence.outcome import Status
from tests.engine.samples import FAILED


def test_a_result_comes_back_from_strict_json() -> None:
    assert Result.from_json(json.loads(json.dumps(FAILED.to_json(), allow_nan=False))) == FAILED


def test_the_status_is_the_outcomes() -> None:
    assert FAILED.status is Status.FAILED
    assert replace(FAILED, outcome=replace(FAILED.outcome, status=Status.PASSED)).status is Status.PASSED


def test_an_incomplete_result_is_refused() -> None:
    data = FAILED.to_json()
    del data["outcome"]
    with pytest.raises(ValueError, match="outcome"):
        Result.from_json(data)
