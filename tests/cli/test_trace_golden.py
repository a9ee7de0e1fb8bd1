"""Whole runs of `gancheck trace` against golden files, which begin with the exit code.

`GANCHECK_REGENERATE=1 pytest tests/cli/test_trace_golden.py` writes them anew: read the difference before
committing it.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.program import environment
from tests.report.trace import samples
from tests.tracing.running import fake_torch

GOLDEN = Path(__file__).parent / "golden" / "trace"
RUNS = """

if __name__ == "__main__":
    import sys

    print("epoch 1", *sys.argv[1:])
    torch.train(int(sys.argv[1]) if sys.argv[1:] else 60)
    if sys.argv[2:] == ["raise"]:
        raise RuntimeError("the data is empty")
    sys.exit(len(sys.argv[2:]) and int(sys.argv[2]))
"""
CASES = {
    "right": "--objective right train.py",
    "wrong": "--objective wrong train.py -- 100 --epochs",
    "departing": "--objective departing --no-report train.py",
    "strict": "--strict --objective departing --output out train.py",
    "quiet-wrong": "--quiet --objective wrong train.py",
    "quiet-right": "--quiet --objective right train.py",
    "module": "--objective right -m train 100 --steps 3",
    "keep-going": "--keep-going --steps 2 --objective right train.py 3 4",
    "raised": "--objective wrong train.py 7 raise",
    "exited": "--objective right train.py 7 3",
    "unable": "--objective unseen train.py",
    "no-torch": "empty.py",
    "no-step": "train.py 0",
    "died": "dies.py",
    "own-fault": "--objective broken --no-report train.py",
    "missing": "nobody.py",
    "missing-module": "-m nobody",
    "not-python": "broken.py",
    "nothing-named": "--steps 3",
    "refused": "--objective unheard train.py",
    "wrong-number": "--timeout 0 train.py",
    "unwritable": "--output train.py train.py",
    "help": "--help",
}


@pytest.mark.parametrize("name", CASES)
def test_golden(name: str, tmp_path: Path) -> None:
    shutil.copy(fake_torch.__file__, tmp_path / "torch.py")
    (tmp_path / "train.py").write_text(samples.SCRIPT.read_text() + RUNS)
    (tmp_path / "empty.py").write_text("print('hello')\n")
    (tmp_path / "broken.py").write_text("if:\n")
    (tmp_path / "dies.py").write_text("import os, torch\ntorch.train(1)\nos.kill(os.getpid(), 11)\n")
    done = trace(*shlex.split(CASES[name]), cwd=tmp_path)
    seen = f"exit {done.returncode}\n$ gancheck trace {CASES[name]}\n{done.stdout}"
    if done.stderr:
        seen += f"--- standard error\n{_steady(done.stderr, tmp_path)}"
    golden = GOLDEN / f"{name}.txt"
    if os.environ.get("GANCHECK_REGENERATE"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(seen, encoding="utf-8")
    assert seen == golden.read_text(encoding="utf-8")


def test_every_golden_file_has_its_case() -> None:
    assert {file.stem for file in GOLDEN.glob("*.txt")} == set(CASES)


def trace(*arguments: str, cwd: Path) -> "subprocess.CompletedProcess[str]":
    program = [sys.executable, str(Path(__file__).with_name("fake_trace.py")), "trace", *arguments]
    return subprocess.run(program, cwd=cwd, env=environment(), capture_output=True, text=True, timeout=60, check=False)


def _steady(text: str, folder: Path) -> str:
    """Without what differs from one place and one Python to another."""
    text = text.replace(f"{folder}{os.sep}", "")
    return re.sub(r"(?m)^Traceback .*\n(?:^  .*\n)*(?=^\S)", "Traceback ...\n", text)
