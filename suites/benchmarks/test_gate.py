"""The gate: this checkout beside the revision that GANCHECK_AGAINST names, by default the one before."""

from __future__ import annotations

import os

import pytest

from gancheck.bench.against.worktree import RevisionError, commit_of
from gancheck.cli import main
from gancheck.cli.bench.checkout import checkout


def test_no_regression_and_no_counter_that_nobody_explained(capsys: pytest.CaptureFixture[str]) -> None:
    """Code that costs 2 % more or less fails with probability at most .5 %."""
    revision = os.environ.get("GANCHECK_AGAINST", "HEAD~1")
    try:
        commit_of(checkout(), revision)
    except RevisionError as error:
        pytest.skip(f"no revision to compare with: {error}")
    code = main(["bench", "--against", revision])
    with capsys.disabled():
        print(f"\n{capsys.readouterr().out}")
    assert code == 0
