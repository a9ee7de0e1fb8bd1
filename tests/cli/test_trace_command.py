"""What `gancheck trace` makes of its arguments, what it writes, and its exit codes."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from gancheck.cli import main
from gancheck.cli.trace import command
from gancheck.tracing.report import Script, TraceReport
from gancheck.tracing.running.launch import Traced
from gancheck.tracing.running.request import TraceRequest
from gancheck.tracing.wire import loads
from tests.cli.program import environment
from tests.report.trace.samples import DEPARTURE, EVERYTHING, KEPT, STOPPED, VIOLATION, report


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[TraceRequest]:
    """Requests that would have been launched; each gives the report with everything."""
    monkeypatch.chdir(tmp_path)
    requests: list[TraceRequest] = []

    def launch(request: TraceRequest) -> Traced:
        requests.append(request)
        return Traced(EVERYTHING)

    monkeypatch.setattr(command, "launch", launch)
    return requests


@pytest.mark.parametrize(
    ("line", "target", "is_module", "arguments"),
    [
        ("train.py", "train.py", False, ()),
        ("train.py --epochs 1", "train.py", False, ("--epochs", "1")),
        ("train.py -- --epochs 1", "train.py", False, ("--epochs", "1")),
        ("train.py -- a -- b", "train.py", False, ("a", "--", "b")),
        ("train.py a -- b", "train.py", False, ("a", "--", "b")),
        ("-- train.py -x", "train.py", False, ("-x",)),
        ("train.py --steps 3 -m x -h --version", "train.py", False, ("--steps", "3", "-m", "x", "-h", "--version")),
        ("-m pkg.train", "pkg.train", True, ()),
        ("-m pkg.train -- --epochs 1", "pkg.train", True, ("--epochs", "1")),
        ("-m pkg.train --epochs 1 --steps 4", "pkg.train", True, ("--epochs", "1", "--steps", "4")),
        ("-mpkg.train x", "pkg.train", True, ("x",)),
    ],
)
def test_the_scripts_arguments_are_its_own(
    asked: list[TraceRequest], line: str, target: str, is_module: bool, arguments: tuple[str, ...]
) -> None:
    assert main(["trace", *line.split()]) == 1
    assert asked == [TraceRequest(target, arguments, is_module)]


def test_every_option_reaches_the_request(asked: list[TraceRequest]) -> None:
    options = "--steps 7 --keep-going --generator G --discriminator D --objective wgan-gp --k 5 --timeout 2.5"
    main(["trace", *options.split(), "train.py"])
    assert asked == [TraceRequest("train.py", (), False, 7, "G", "D", "wgan-gp", 5, True, 2.5)]


def test_what_is_written(asked: list[TraceRequest], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["trace", "--output", "out", "--json", "a/b.json", "--junit", "a/c.xml", "train.py"])
    assert loads((tmp_path / "out/trace.json").read_text()) == EVERYTHING
    assert loads((tmp_path / "a/b.json").read_text()) == EVERYTHING
    assert "<testsuites" in (tmp_path / "a/c.xml").read_text()
    assert "1 violation" in (tmp_path / "out/trace.html").read_text()
    assert "report out/trace.html · trace out/trace.json" in capsys.readouterr().out


def test_no_report_is_no_page(asked: list[TraceRequest], tmp_path: Path) -> None:
    main(["trace", "--no-report", "train.py"])
    assert [file.name for file in (tmp_path / "reports").iterdir()] == ["trace.json"]


def test_json_to_standard_output_leaves_it_to_the_json(
    asked: list[TraceRequest], capsys: pytest.CaptureFixture[str]
) -> None:
    main(["trace", "--json", "-", "train.py"])
    out, err = capsys.readouterr()
    assert json.loads(out)["findings"][0]["clause"] == "fresh-gradients"
    assert "VIOLATION fresh-gradients" in err


def test_a_page_that_cannot_be_written_costs_no_verdict(
    asked: list[TraceRequest], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "reports/trace.html").mkdir(parents=True)
    assert main(["trace", "train.py"]) == 1
    out, err = capsys.readouterr()
    assert "1 violation" in out
    assert "gancheck: the report could not be written: IsADirectoryError" in err


@pytest.mark.parametrize("option", ["--json", "--junit"])
def test_a_file_that_cannot_be_written_is_found_before_the_run(asked: list[TraceRequest], option: str) -> None:
    Path("file").touch()
    assert main(["trace", option, "file/trace", "train.py"]) == 2
    assert asked == []


@pytest.mark.parametrize(
    ("trace", "strict", "code"),
    [
        (report(KEPT), False, 0),
        (report(KEPT, script=None), False, 0),
        (report(VIOLATION), False, 1),
        (report(DEPARTURE), False, 0),
        (report(DEPARTURE), True, 1),
        (report(KEPT, script=Script("", "exited", "", 3)), False, 3),
        (report(VIOLATION, script=Script("", "exited", "", 3)), False, 1),
        (report(KEPT, script=Script("", "raised", "", 1)), False, 1),
        (report(KEPT, script=Script("", "killed", "", 1)), False, 1),
        (report(VIOLATION, script=Script("", "interrupted", "", 130)), False, 130),
        (TraceReport((), (), script=STOPPED, unable="No."), False, 2),
        (TraceReport((), (), script=Script("", "raised", "", 1), unable="No."), False, 1),
        (TraceReport((), (), script=Script("", "exited", "", 5), unable="No."), False, 5),
    ],
)
def test_exit_codes(trace: TraceReport, strict: bool, code: int) -> None:
    assert command.exit_code(Traced(trace), strict=strict) == code


def test_a_signal_that_ended_the_trace_is_its_exit_code() -> None:
    assert command.exit_code(Traced(EVERYTHING, signal.SIGINT)) == 130
    assert command.exit_code(Traced(EVERYTHING, signal.SIGTERM)) == 143


def test_a_trace_can_be_rendered_again(
    asked: list[TraceRequest], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["trace", "train.py"])
    page = tmp_path / "reports/trace.html"
    first = page.read_bytes()
    page.unlink()
    capsys.readouterr()
    assert main(["report", "reports/trace.json"]) == 0
    assert capsys.readouterr().out == "report reports/trace.html\n"
    assert page.read_bytes() == first
    assert main(["report", "reports/trace.json", "--output", "other.html"]) == 0
    assert (tmp_path / "other.html").read_bytes() == first


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("nobody.json", None, "nobody.json cannot be read: No such file or directory"),
        ("other.json", "{}", "other.json: this is not a trace of gancheck: KeyError: 'format'"),
    ],
)
def test_what_is_no_trace_is_said(
    name: str, text: str | None, said: str, tmp_path: Path, monkeypatch: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    if text is not None:
        Path(name).write_text(text)
    assert main(["report", name]) == 2
    assert capsys.readouterr().err == f"gancheck: error: {said}\n"


def test_a_page_that_cannot_be_written_is_said(asked: list[TraceRequest], capsys: pytest.CaptureFixture[str]) -> None:
    main(["trace", "train.py"])
    assert main(["report", "reports/trace.json", "--output", "reports/trace.json/page.html"]) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_the_process_that_starts_the_script_imports_no_torch(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text("print('hello')")
    code = (
        "import sys; from gancheck.cli import main; code = main(['trace', '--junit', 'a.xml', 'train.py']); "
        "assert code == 2; print(*{'torch', 'scipy', 'numpy', 'pandas'} & set(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment(), capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("hello\n\n")
    assert done.stderr.strip() == ""


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="needs POSIX signals")
def test_ctrl_c_is_told_with_what_was_seen(tmp_path: Path) -> None:
    (tmp_path / "torch.py").write_text(Path(__file__).parents[1].joinpath("tracing/running/fake_torch.py").read_text())
    (tmp_path / "train.py").write_text("import torch, time\ntorch.train(2)\nopen('ready', 'w')\ntime.sleep(60)\n")
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("fake_trace.py")), "trace", "--objective", "wrong", "train.py"],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    until = time.monotonic() + 60
    while not (tmp_path / "ready").exists():
        assert time.monotonic() < until
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "interrupted at train.py:4 · 2 steps of D and 2 of G seen" in out
    assert "VIOLATION fresh-gradients" in out
    assert err.rstrip().endswith("KeyboardInterrupt")
    assert json.loads((tmp_path / "reports/trace.json").read_text())["script"]["ended"] == "interrupted"


def test_colours_are_a_terminals_affair(tmp_path: Path) -> None:
    pty = pytest.importorskip("pty")
    (tmp_path / "torch.py").write_text(Path(__file__).parents[1].joinpath("tracing/running/fake_torch.py").read_text())
    (tmp_path / "train.py").write_text("import sys, torch\nprint(sys.stdout.isatty())\ntorch.train(100)\n")
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("fake_trace.py")), "trace", "--objective", "wrong", "train.py"],
        cwd=tmp_path,
        env=environment() | {"TERM": "xterm-256color"},
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    seen = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # Linux says so when the other side is closed
            break
        if not part:
            break
        seen += part
    os.close(ours)
    assert process.wait(60) == 1
    text = seen.decode()
    assert text.startswith("True")
    assert "\x1b[1;31mVIOLATION fresh-gradients" in text
    assert "\x1b[33mDEPARTURE fresh-noise" in text
    assert "\x1b[1;31m1 violation" in text
