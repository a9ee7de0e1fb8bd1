"""The catalogue read from the source is what importing the checks registers."""

from __future__ import annotations

import subprocess
import sys

from gancheck.checks import CAPABILITIES, catalogue, find


def test_the_catalogue_is_what_is_registered() -> None:
    for info in catalogue():
        check = find(info.id)
        for name in ("id", "claim", "source", "suite", "needs", "alpha_share", "seconds", "description", "kind"):
            assert getattr(info, name) == getattr(check, name), (info.id, name)


def test_identifiers_are_unique_and_every_suite_has_checks() -> None:
    ids = [info.id for info in catalogue()]
    assert len(ids) == len(set(ids))
    assert {info.suite for info in catalogue()} == {"theory", "algorithm", "convergence", "stability"}


def test_the_shares_of_the_error_budget_leave_a_reserve() -> None:
    assert sum(info.alpha_share for info in catalogue()) <= 1.0


def test_every_check_says_what_it_needs_and_what_it_does() -> None:
    for info in catalogue():
        assert info.needs, info.id
        assert set(info.needs) <= set(CAPABILITIES)
        assert len(info.description.splitlines()) >= 3, info.id
        assert info.seconds > 0


def test_listing_imports_no_torch() -> None:
    program = "import sys; from gancheck.checks import catalogue; catalogue(); print('torch' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "False\n"
    )
