"""The line that repeats a run has what decided it, and nothing else."""

import dataclasses
import shlex
from typing import Any

import pytest

from gancheck.engine import Record
from gancheck.report.run_line import run_line


def line(record: Record, **changes: Any) -> str:
    return run_line(dataclasses.replace(record, header=dataclasses.replace(record.header, **changes)))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "gancheck run my_gan.py:build --seed 17"),
        ({"target": "reference"}, "gancheck run --seed 17"),
        ({"target": "my gan.py:build"}, "gancheck run 'my gan.py:build' --seed 17"),
        ({"device": "cuda"}, "gancheck run my_gan.py:build --seed 17 --device cuda"),
        ({"alpha": 1e-4}, "gancheck run my_gan.py:build --seed 17 --alpha 0.0001"),
        (
            {"settings": {"checks": "all", "skip": "none"}},
            "gancheck run my_gan.py:build --seed 17",
        ),
        (
            {"settings": {"checks": "theory one-descent", "skip": "equi*", "expected": "known failures.txt"}},
            "gancheck run my_gan.py:build --seed 17 --check theory --check one-descent --skip 'equi*' "
            "--expected 'known failures.txt'",
        ),
    ],
)
def test_command(record: Record, changes: dict[str, Any], expected: str) -> None:
    assert line(record, **changes) == expected


def test_a_shell_reads_the_target_as_one_word(record: Record) -> None:
    target = "a b';rm -rf $HOME`.py:build"
    assert shlex.split(line(record, target=target))[2] == target


def test_an_object_of_a_program_is_checked_by_a_call(record: Record) -> None:
    call = dataclasses.replace(record.results[0], reproduce="gancheck.check(target, checks=['x'], seed=17)")
    inside = dataclasses.replace(record, results=(call,))
    assert line(inside) == "gancheck.check(target, seed=17)"
    assert line(inside, alpha=0.01) == "gancheck.check(target, seed=17, alpha=0.01)"
