"""The pytest face: one test for every check."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from gancheck.checks import catalogue
from gancheck.engine import RequestError, make_plan

if TYPE_CHECKING:
    import pytest


def parametrize(
    target: object = None, *, checks: Iterable[str] | str = (), skip: Iterable[str] | str = ()
) -> pytest.MarkDecorator:
    """Decorate a test that takes `gan_check`, and it runs once for every check.

    `target` is a GAN, a function that returns one, or a specification such as `my_gan.py:build`; without it, the
    one given by `pytest --gan`, and without that the reference implementation. `checks` and `skip` select by
    identifier, suite or glob pattern.

        @gancheck.parametrize("my_gan.py:build", skip=["convergence"])
        def test_my_gan(gan_check):
            gan_check()

    A check that fails or errs fails the test with its message, one that does not apply skips it, and one that is
    inconclusive is an expected failure (pytest's xfail). Raises `gancheck.engine.RequestError` when the selection is
    wrong or selects nothing.
    """
    import pytest

    __tracebackhide__ = True
    try:
        plan = make_plan(catalogue(), checks=_names(checks), skip=_names(skip))
    except RequestError as error:  # raised again from here, so that pytest shows the line of the test and no other
        raise RequestError(str(error)) from None
    cases = [pytest.param((target, planned.id), id=planned.id) for planned in plan]
    return pytest.mark.parametrize("gan_check", cases, indirect=True)


def _names(given: Iterable[str] | str) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)
