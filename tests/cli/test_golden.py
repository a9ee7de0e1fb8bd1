"""Whole command-line runs against golden files, which begin with the exit code.

`GANCHECK_REGENERATE=1 pytest tests/cli/test_golden.py` writes them anew: read the difference before committing it.
"""

import os
import re
from pathlib import Path

import pytest

from tests.cli.program import run

GOLDEN = Path(__file__).parent / "golden"
EXPECTED = "discriminates  # its labels are swapped, see the tracker\ntrains  # long since mended\n"

CASES = {
    "list": "list",
    "list-json": "list --json",
    "explain": "explain discriminates",
    "explain-unknown": "explain discriminate",
    "run-good": "run good --workers 1 --no-report",
    "run-failed": "run swapped --workers 0 --no-report --seed 17",
    "run-strict": "run vague --workers 0 --no-report --strict --check discriminates,theory",
    "run-expected": "run swapped --workers 0 --no-report --expected expected.txt --check algorithm,disc*",
    "run-errored": "run raising --workers 0 --no-report --skip stability --output out --seed 3",
    "run-unknown-check": "run good --check mean-of-sample",
    "run-nothing": "run good --check theory --skip value-*",
    "run-not-loaded": "run nobody.py:build --workers 0",
    "run-wrong-number": "run good --seed -1",
    "run-unwritable": "run good --json expected.txt/results.json",
    "run-unknown-expected": "run good --expected wrong.txt",
    "run-nothing-to-resume": "run good --resume",
    "report-missing": "report nowhere",
}


@pytest.mark.parametrize("name", CASES)
def test_golden(name: str, tmp_path: Path) -> None:
    (tmp_path / "expected.txt").write_text(EXPECTED)
    (tmp_path / "wrong.txt").write_text("algorithms  # none\n")
    done = run(*CASES[name].split(), cwd=tmp_path)
    seen = f"exit {done.returncode}\n$ gancheck {CASES[name]}\n" + _timeless(done.stdout)
    if done.stderr:
        seen += f"--- standard error\n{_timeless(done.stderr)}"
    golden = GOLDEN / f"{name}.txt"
    if os.environ.get("GANCHECK_REGENERATE"):
        golden.write_text(seen, encoding="utf-8")
    assert seen == golden.read_text(encoding="utf-8")


def test_every_golden_file_has_its_case() -> None:
    assert {file.stem for file in GOLDEN.glob("*.txt")} == set(CASES)


def _timeless(text: str) -> str:
    text = re.sub(r" +\d+\.\d s  ", lambda found: "T s  ".rjust(len(found[0])), text)
    text = re.sub(r"\bin \d+\.\d s", "in T s", text)
    text = re.sub(r"torch \S+ · Python \S+", "torch X · Python Y", text)
    # Python's own words for a traceback differ between its versions.
    return re.sub(r"(?m)^  traceback  .*\n(?:^ {13}.*\n)*", "  traceback  ...\n", text)
