"""Ctrl-C on a whole run, and what a second one does."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.cli.program import environment, program, run


def _start(tmp_path: Path) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        program("run", "endless", "--check", "trains,lingers", "--workers", "1", "--no-report", "--skip", "theory"),
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    record = tmp_path / "reports" / "record.jsonl"
    until = time.monotonic() + 60
    while time.monotonic() < until and not record.exists():
        time.sleep(0.05)
    return process


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), pytest.param(signal.SIGTERM, 143, marks=pytest.mark.slow)]
)
def test_the_terminals_interrupt_ends_the_run_in_order(tmp_path: Path, number: signal.Signals, code: int) -> None:
    process = _start(tmp_path)
    time.sleep(0.3)
    os.killpg(process.pid, number)  # as a terminal does: to the workers too
    out, err = process.communicate(timeout=60)
    assert process.returncode == code
    assert "interrupted: 2 checks not finished; the same command with --resume continues" in out
    assert "Traceback" not in out + err
    lines = (tmp_path / "reports" / "record.jsonl").read_text().splitlines()
    assert json.loads(lines[-1])["kind"] == "interrupted"


@pytest.mark.slow
def test_the_record_of_an_interrupted_run_can_be_resumed(tmp_path: Path) -> None:
    process = _start(tmp_path)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    done = run(
        *("run", "endless", "--check", "trains,lingers", "--workers", "1", "--no-report", "--skip", "theory"),
        *("--resume", "--budget", "6"),
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    assert "2 inconclusive" in done.stdout  # the endless one is the longest, and was started first again


def test_no_worker_outlives_the_process_that_started_it(tmp_path: Path) -> None:
    process = _start(tmp_path)
    process.kill()
    process.communicate(timeout=60)
    until = time.monotonic() + 60
    while _group_lives(process.pid):
        assert time.monotonic() < until
        time.sleep(0.05)
    lines = (tmp_path / "reports" / "record.jsonl").read_text().splitlines()
    assert json.loads(lines[0])["type"] == "run"


def _group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
