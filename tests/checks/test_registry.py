"""The decorator: what it refuses, with what sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from gancheck.checks import check, find
from gancheck.checks.trial import Trial
from gancheck.evidence import Outcome, Status


def _good(trial: Trial) -> Outcome:
    """Say nothing."""
    return Outcome(Status.PASSED)


def _undocumented(trial: Trial) -> Outcome:
    return Outcome(Status.PASSED)


def _of_two(trial: Trial, extra: int) -> Outcome:
    """Take too much."""
    return Outcome(Status.PASSED)


@pytest.mark.parametrize(
    ("id", "changes", "function", "sentence"),
    [
        ("new", {}, _of_two, "check 'new': _of_two has to take exactly one argument, `trial`"),
        ("new", {}, _undocumented, "check 'new' has no docstring: say what it does, catches and cannot see"),
        ("theorem-1-identity", {}, _good, "check 'theorem-1-identity' is registered twice"),
        (
            "new",
            {"alpha_share": 0.99},
            _good,
            "check 'new': the shares of the error budget would exceed the whole of it",
        ),
        (
            "new",
            {"alpha_share": -0.1},
            _good,
            "check 'new': the shares of the error budget would exceed the whole of it",
        ),
    ],
)
def test_a_wrong_check_is_refused(
    id: str,  # noqa: A002
    changes: dict[str, Any],
    function: Callable[..., Outcome],
    sentence: str,
) -> None:
    find("theorem-1-identity")
    find("optimal-discriminator")
    with pytest.raises((TypeError, ValueError)) as caught:
        check(id, **{"claim": "c", "source": "s", "needs": ("sample",), **changes})(function)
    assert str(caught.value) == sentence


def test_an_unknown_capability_is_refused_with_those_there_are() -> None:
    with pytest.raises(ValueError, match=r"needs \['magic'\]; the capabilities are \['theory', 'sample'"):
        check("new", claim="c", source="s", needs=("magic",))(_good)


def test_an_unknown_check_is_not_found() -> None:
    with pytest.raises(KeyError, match="there is no check 'no-such'"):
        find("no-such")
