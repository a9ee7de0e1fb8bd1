"""The pytest plugin: every verdict as pytest tells it, the options, and the sentences for what is wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import entry_points
from typing import Any

import pytest

import gancheck
from gancheck.checks import catalogue, find
from gancheck.targets import load

# Loaded here, because pytester forgets what is first imported in a run of its own, and a check registers only once.
CHECKS = [find(info.id) for info in catalogue()]
REFERENCE = load("reference")

INSTALLED = any(entry.value == "gancheck.pytest_plugin" for entry in entry_points(group="pytest11"))
PLUGIN = () if INSTALLED else ("-p", "gancheck.pytest_plugin")

GANS = """
import torch
from tests.gans.handwritten import Handwritten as Right
from tests.gans.wrong import MissingZeroGrad as Accumulating

class FaultyOnce(Right):
    seed = None

    def zero_grad(self):
        FaultyOnce.seed = FaultyOnce.seed or torch.initial_seed()
        if torch.initial_seed() != FaultyOnce.seed:
            super().zero_grad()

class SampleOnly:
    def sample(self, n):
        return torch.zeros(n, 1)

class Raising(Right):
    def train_step(self, real):
        raise ArithmeticError("no such step")
"""

Runner = Callable[..., pytest.RunResult]

TEST = """
import gancheck

@gancheck.parametrize({arguments})
def test_gan(gan_check):
    gan_check()
"""


@pytest.fixture
def run(pytester: pytest.Pytester) -> Runner:
    """Run pytest on one test decorated by `gancheck.parametrize(arguments)`, beside a file of GANs."""
    pytester.makepyfile(gans=GANS)

    def run(arguments: str, *options: str, test: str = TEST) -> pytest.RunResult:
        pytester.makepyfile(test_it=test.format(arguments=arguments))
        return pytester.runpytest_inprocess(*PLUGIN, "-p", "no:benchmark", "-p", "no:cacheprovider", "-ra", *options)

    return run


def test_a_pass(run: Runner) -> None:
    result = run("'gans.py:Right', checks=['fresh-*']", "-v")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["test_it.py::test_gan?fresh-gradients? PASSED*"])
    result.stdout.fnmatch_lines(["test_it.py::test_gan?fresh-noise? PASSED*"])
    result.stdout.no_fnmatch_line("gancheck 0*")  # no --gan, no line in the header


def test_a_failure_is_the_message_and_no_traceback(run: Runner) -> None:
    result = run("'gans.py:Accumulating', checks='fresh-gradients'")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*test_gan?fresh-gradients?*",
            "FAILED fresh-gradients · gans.py:Accumulating · seed 0",
            "  claim *",
            "  measured *allowed 0",
            "  likely     D's step uses 31 backward passes, 29 of them from before its last step*",
            "  reproduce  gancheck run gans.py:Accumulating --check fresh-gradients --seed 0",
        ]
    )
    assert "Traceback" not in str(result.stdout)
    assert "pytest_plugin.py" not in str(result.stdout)
    assert "def test_gan" not in str(result.stdout)


def test_what_does_not_apply_is_skipped_with_its_reason_where_the_test_is(run: Runner) -> None:
    result = run("'gans.py:SampleOnly', checks='fresh-gradients'")
    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines(["SKIPPED ?1? test_it.py:5: the target has no train_step(real)"])


def test_what_is_inconclusive_is_an_expected_failure_even_where_those_are_strict(run: Runner) -> None:
    result = run("'gans.py:FaultyOnce', checks='fresh-gradients'", "-o", "xfail_strict=true")
    result.assert_outcomes(xfailed=1)
    result.stdout.fnmatch_lines(["XFAIL *- inconclusive: a second run did not show it: D's step uses *"])


def test_a_target_that_raises_fails_with_its_own_traceback(run: Runner) -> None:
    result = run("'gans.py:Raising', checks='fresh-gradients'")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["ERRORED fresh-gradients*", "*ArithmeticError: no such step*"])


def test_gan_names_the_target_and_the_header_shows_it(run: Runner) -> None:
    result = run("checks='fresh-gradients'", "--gan", "gans.py:Accumulating", "--gan-seed", "7")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            f"gancheck {gancheck.__version__}: gans.py:Accumulating, seed 7, device cpu",
            "FAILED fresh-gradients · gans.py:Accumulating · seed 7",
        ]
    )


def test_a_target_in_the_file_goes_before_gan(run: Runner) -> None:
    run("'gans.py:Right', checks='fresh-noise'", "--gan", "gans.py:SampleOnly").assert_outcomes(passed=1)


def test_without_any_target_it_is_the_reference(run: Runner) -> None:
    run("checks='fresh-gradients'").assert_outcomes(passed=1)


def test_an_object_in_the_process_is_a_target(run: Runner) -> None:
    source = "import gans\n" + TEST
    run("gans.Right, checks='fresh-gradients'", test=source).assert_outcomes(passed=1)
    run("gans.Accumulating(), checks='fresh-gradients'", test=source).assert_outcomes(failed=1)


def test_the_seed_reaches_the_check(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, Any]] = []
    right = gancheck.check

    def check(*args: Any, **given: Any) -> gancheck.Report:
        asked.append(given)
        return right(*args, **given)

    monkeypatch.setattr(gancheck, "check", check)
    run("'gans.py:Right', checks='fresh-noise'", "--gan-seed=3").assert_outcomes(passed=1)
    assert asked == [{"checks": ["fresh-noise"], "seed": 3, "device": "cpu"}]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--gan", "nowhere.py:build"), "there is no file nowhere.py"),
        (("--gan", "gans.py:Rihgt"), "gans.py has no 'Rihgt'; did you mean 'Right'?"),
        (("--gan", "gans"), "'gans' does not name a target: write module:name or file.py:name"),
        (("--gan-device", "tpu"), "the device is auto, cpu or cuda, not 'tpu'"),
        (("--gan-seed", "-1"), "the seed is a whole number of at least 0, not -1"),
    ],
)
def test_a_wrong_option_is_one_sentence(run: Runner, options: tuple[str, ...], sentence: str) -> None:
    result = run("checks='fresh-gradients'", *options)
    result.assert_outcomes(failed=1)
    lines = result.stdout.lines
    first = next(i for i, line in enumerate(lines) if line.startswith("____")) + 1
    assert lines[first] == sentence
    assert lines[first + 1].startswith("====")


def test_an_unknown_check_is_a_collection_error_at_the_line_of_the_test(run: Runner) -> None:
    result = run("checks=['fresh-nose']")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        ["test_it.py:3: in <module>", "*RequestError: no check or suite is called 'fresh-nose': did you mean *"]
    )
    assert "parametrizing.py" not in str(result.stdout)
    assert "plan.py" not in str(result.stdout)


def test_a_test_that_never_calls_the_check_fails(run: Runner) -> None:
    result = run("checks='fresh-noise'", test=TEST.replace("gan_check()", "gan_check"))
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["test_gan never called gan_check(), so no check was run"])


def test_a_test_that_skips_before_the_call_is_skipped(run: Runner) -> None:
    test = TEST.replace("    gan_check()", "    import pytest; pytest.skip('not today')")
    run("checks='fresh-noise'", test=test).assert_outcomes(skipped=1)


def test_the_fixture_alone_is_told_what_it_needs(run: Runner) -> None:
    result = run("", test="def test_gan(gan_check):\n    gan_check()\n")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["gan_check runs a check only in a test that is decorated by gancheck.parametrize"])


def test_other_tests_are_left_alone(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_one():\n    pass\n\ndef test_two():\n    assert 1 == 2\n")
    result = pytester.runpytest_inprocess(*PLUGIN, "-p", "no:cacheprovider")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.no_fnmatch_line("gancheck*")


def test_help_shows_the_options(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest_inprocess(*PLUGIN, "--help")
    result.stdout.fnmatch_lines(
        ["conformance of generative adversarial networks:", "*--gan=TARGET*", "*--gan-seed=SEED*", "*--gan-device=*"]
    )


def test_the_plugin_imports_no_torch(pytester: pytest.Pytester) -> None:
    """Not when it is loaded, and not when tests are collected either: every pytest run would wait for it."""
    pytester.makepyfile(test_it=TEST.format(arguments=""))
    program = (
        f"import sys, pytest; code = pytest.main([*{PLUGIN!r}, '--collect-only', '-q']); "
        "assert code == 0; assert 'gancheck.pytest_plugin' in sys.modules; assert 'torch' not in sys.modules"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=False
    )
    assert found.returncode == 0, found.stderr
    assert f"{len(CHECKS)} tests collected" in found.stdout
