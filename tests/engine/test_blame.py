import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gancheck.engine.blame import blame, is_library, is_own
from gancheck.engine.sources import Sources
from tests.engine.fakes import checks, gans

CHECKS = "tests.engine.fakes.checks"


def _caught(function: Callable[[], Any]) -> BaseException:
    try:
        function()
    except BaseException as error:
        return error
    raise AssertionError("nothing was raised")


def test_the_targets_own_line_is_named() -> None:
    found = blame(_caught(gans.Raising().train), "good", checks=CHECKS)
    assert found.cause == "target"
    assert found.text.startswith("the target raised ValueError: the batch is empty (gans.py, line ")
    assert "and more" in found.traceback


@pytest.mark.parametrize(
    "function",
    [gans.Raising().descend, lambda: json.loads("{"), lambda: np.linalg.inv(np.zeros((2, 2))), gans.Raising().gap],
)
def test_an_exception_out_of_a_library_belongs_to_who_called_it(function: Callable[[], Any]) -> None:
    assert blame(_caught(function), "good", checks=CHECKS).cause == "target"


def test_an_exception_in_gancheck_is_its_own() -> None:
    from gancheck.engine.plan import make_plan

    found = blame(_caught(lambda: make_plan((), alpha=2.0)), "good")
    assert found.cause == "gancheck"
    assert found.text.startswith("gancheck itself raised RequestError: alpha is a probability")


def test_a_fault_in_a_check_is_gancheck_s() -> None:
    error = _caught(lambda: checks.find("breaks").run(None))
    assert blame(error, "good", checks=CHECKS).cause == "gancheck"
    assert "KeyError" in blame(error, "good", checks=CHECKS).text


def test_a_target_that_is_installed_as_a_library_is_still_the_target() -> None:
    def own() -> None:  # with gancheck's frames below, the innermost that counts is numpy's
        np.linalg.inv(np.zeros((2, 2)))

    error = _caught(own)
    assert "_linalg.py" in blame(error, "numpy.linalg:inv").text
    assert "_linalg.py" not in blame(error, "numbers:inv").text


def test_a_target_error_is_a_sentence_already() -> None:
    sources = Sources(CHECKS, "tests.engine.fakes.targets")
    error = _caught(lambda: sources.load("no-such", "cpu"))
    found = blame(error, "no-such", target_errors=sources.target_errors())
    assert found.told
    assert (found.cause, found.text) == ("target", "there is no target 'no-such': write module:name or file.py:name")


def test_an_exception_that_cannot_be_printed() -> None:
    found = blame(_caught(gans.Interrupting().gap), "good")
    assert found.cause == "target"
    assert "MuteError: (its message cannot be shown)" in found.text


def test_long_messages_are_cut() -> None:
    def long() -> None:
        raise ValueError("x" * 100_000)

    found = blame(_caught(long), "good")
    assert len(found.text) < 500
    assert len(found.traceback) < 13_000


def test_what_belongs_to_whom() -> None:
    assert is_library(json.__file__)
    assert is_library(np.__file__)
    assert is_library("<frozen importlib._bootstrap>")
    assert not is_library(__file__)
    assert is_own(blame.__code__.co_filename)
    assert not is_own(__file__)
