import os
import subprocess
import sys
from pathlib import Path

import pytest

from gancheck.engine.capture import captured, tail


def test_python_descriptors_and_children_are_caught_in_order(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "log"
    print("before")
    with captured(log):
        print("from Python")
        print("an error", file=sys.stderr)
        os.write(1, b"below\n")
        subprocess.run([sys.executable, "-S", "-c", "print('a child')"], check=True)
        print("last, without a newline", end="")
    print("after")
    assert tail(log) == "from Python\nan error\nbelow\na child\nlast, without a newline"
    assert capfd.readouterr().out == "before\nafter\n"


def test_streams_come_back_after_an_exception_and_after_misuse(tmp_path: Path) -> None:
    streams = sys.stdout, sys.stderr
    with pytest.raises(KeyError), captured(tmp_path / "log"):  # noqa: PT012
        sys.stdout.close()
        sys.stderr = None  # type: ignore[assignment]
        raise KeyError
    assert (sys.stdout, sys.stderr) == streams
    with captured(tmp_path / "second"):
        print("again")
    assert tail(tmp_path / "second") == "again\n"


def test_no_descriptor_is_leaked(tmp_path: Path) -> None:
    fds = Path("/proc/self/fd")
    if not fds.is_dir():
        pytest.skip("no /proc here")
    before = len(list(fds.iterdir()))
    for number in range(20):
        with captured(tmp_path / str(number)):
            print("x")
    assert len(list(fds.iterdir())) == before


def test_the_tail_of_a_long_log_and_of_none(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("é" * 50_000 + "the end")
    assert tail(log, 100).endswith("ééthe end")
    assert len(tail(log, 100)) == 104
    assert tail(tmp_path / "none") == ""
    log.write_bytes(b"\xff\x00 bytes")
    assert tail(log) == "\ufffd\x00 bytes"
