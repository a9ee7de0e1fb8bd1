"""How a script may end, what is said of it then, and what is left of it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gancheck.tracing.place import Place
from gancheck.tracing.report import Script
from gancheck.tracing.running.processes import descendants
from gancheck.tracing.running.request import TraceError, TraceRequest
from tests.tracing.running.conftest import ROOT, SESSION, Run, write

LOOP = """
import atexit, sys, torch
atexit.register(print, "exit function")
class Context:
    def __enter__(self): return self
    def __exit__(self, *error): print("exit of a context")
sys.stdout.write("no newline")
try:
    with Context():
        torch.train({iterations})
        print("the loop ended", len(torch.hooks))
finally:
    print("finally")
"""


def at(folder: Path, line: int, function: str = "<module>") -> Place:
    return Place(str(folder / "train.py"), line, function)


def test_it_is_stopped_when_enough_was_seen_and_runs_nothing_more(run: Run, capfd: pytest.CaptureFixture[str]) -> None:
    traced = run(LOOP.format(iterations=100), "--x", "y z")
    assert traced.report.script == Script("train.py --x 'y z'", "stopped")
    assert traced.report.steps == {"D": 3, "G": 3}
    assert traced.signal is None
    assert traced.failure == ""
    assert capfd.readouterr().out == "no newline"


def test_it_may_go_on_to_its_own_end_without_hooks(run: Run, capfd: pytest.CaptureFixture[str]) -> None:
    traced = run(LOOP.format(iterations=100), keep_going=True)
    assert traced.report.script == Script("train.py", "finished")
    assert traced.report.steps == {"D": 3, "G": 3}
    out = capfd.readouterr().out.splitlines()
    assert out == ["no newlinethe loop ended 0", "exit of a context", "finally", "exit function"]


def test_it_may_end_before_enough_was_seen(run: Run, capfd: pytest.CaptureFixture[str]) -> None:
    report = run(LOOP.format(iterations=2)).report
    assert report.script == Script("train.py", "finished")
    assert report.steps == {"D": 2, "G": 2}
    assert report.seconds == 1.0  # told when the session ends
    assert "exit function" in capfd.readouterr().out


def test_it_may_raise(run: Run, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    report = run("import torch\ntorch.train(2)\ndef f():\n    raise ValueError('a\\nb')\nf()").report
    assert report.script == Script("train.py", "raised", "ValueError: a", 1, at(folder, 4, "f"))
    assert report.steps == {"D": 2, "G": 2}
    assert report.timeline[-1].what == "raise"
    assert report.timeline[-1].iteration == 2
    assert report.timeline[-1].note == "ValueError: a"
    assert "gancheck" not in capfd.readouterr().err


def test_what_an_exception_may_not_print(run: Run, capfd: pytest.CaptureFixture[str]) -> None:
    report = run("class Mute(Exception):\n    def __str__(self): return 1 / 0\nraise Mute").report
    assert report.script is not None
    assert report.script.detail == "Mute"


@pytest.mark.parametrize(
    ("source", "detail", "code"),
    [("sys.exit(3)", "sys.exit(3)", 3), ("sys.exit()", "sys.exit(None)", 0), ("os._exit(5)", "os._exit(5)", 5)],
)
@pytest.mark.parametrize("keep_going", [False, True])
def test_it_may_exit(run: Run, source: str, detail: str, code: int, keep_going: bool) -> None:
    iterations = 5 if keep_going else 2
    report = run(f"import os, sys, torch\ntorch.train({iterations})\n{source}", keep_going=keep_going).report
    assert report.script == Script("train.py", "exited", detail, code)
    assert report.steps["D"] == (3 if keep_going else 2)


def test_an_exit_in_an_exit_function_changes_nothing(run: Run) -> None:
    report = run("import atexit, os, torch\natexit.register(os._exit, 0)\ntorch.train(1)\nraise ValueError").report
    assert report.script is not None
    assert report.script.ended == "raised"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_broken_standard_output_is_the_scripts_own(run: Run) -> None:
    report = run("import sys\nsys.stdout = open('/dev/full', 'w')\nprint('x')").report
    assert report.script is not None
    assert (report.script.ended, report.script.exit_code) == ("exited", 120)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs POSIX signals")
@pytest.mark.parametrize("name", ["SIGKILL", "SIGSEGV", "SIGTERM", "SIGABRT"])
def test_it_may_die(run: Run, folder: Path, name: str, capfd: pytest.CaptureFixture[str]) -> None:
    report = run(f"import os, signal, torch\ntorch.train(2)\nos.kill(os.getpid(), signal.{name})").report
    place = at(folder, 3) if name in ("SIGSEGV", "SIGABRT") else None
    assert report.script == Script("train.py", "killed", f"signal {name}", 1, place)
    assert report.unable == "The script's process left no word of what it did."


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs POSIX signals")
def test_what_was_seen_outlives_a_script_that_dies_later(run: Run) -> None:
    report = run("import os, torch\ntorch.train(9)\nos.kill(os.getpid(), 9)", keep_going=True).report
    assert report.script == Script("train.py", "killed", "signal SIGKILL", 1)
    assert report.steps == {"D": 3, "G": 3}


def test_it_may_become_another_program(run: Run) -> None:
    report = run("import os, sys\nos.execv(sys.executable, [sys.executable, '-c', 'raise SystemExit(4)'])").report
    assert report.script == Script("train.py", "exited", "exit code 4", 4)
    assert "left no word" in report.unable


HANGS = """
import subprocess, sys, torch
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
open("child", "w").write(str(child.pid))
torch.train(2)
{wait}
"""


@pytest.mark.skipif(not hasattr(signal, "SIGUSR1"), reason="needs POSIX signals")
def test_one_that_hangs_is_killed_and_tells_what_it_saw(run: Run, folder: Path) -> None:
    report = run(HANGS.format(wait="import threading; threading.Event().wait()"), timeout=1.5).report
    assert report.script is not None
    assert report.script.ended == "killed"
    assert report.script.detail == "--timeout 1.5 seconds were over"
    assert report.script.place == at(folder, 6)
    assert report.steps == {"D": 2, "G": 2}
    assert _gone(int((folder / "child").read_text()))


@pytest.mark.slow  # ten seconds of grace
@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="needs POSIX signals")
def test_one_that_hangs_and_does_not_answer_is_killed(run: Run, folder: Path) -> None:
    deaf = "import signal, time; signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1]); time.sleep(60)"
    report = run(HANGS.format(wait=deaf), timeout=1.5).report
    assert report.script is not None
    assert (report.script.ended, report.script.detail) == ("killed", "--timeout 1.5 seconds were over")
    assert _gone(int((folder / "child").read_text()))


def test_a_script_without_torch_is_said(run: Run) -> None:
    assert run("print('hello')").report.unable == "No optimizer stepped: the script never imported torch."


def test_a_script_that_steps_no_optimizer_is_said(run: Run) -> None:
    assert run("import torch").report.unable == "No optimizer stepped."


@pytest.mark.parametrize("name", ["keras", "jax", "tensorflow"])
def test_other_frameworks_are_pointed_to_adapters(run: Run, folder: Path, name: str) -> None:
    write(folder / f"{name}.py", "")
    report = run(f"import {name}").report
    assert report.unable.endswith(
        " Keras 3 (also on the torch backend), JAX and TensorFlow are not traced: "
        "write an adapter and run `gancheck run module:name`."
    )
    assert name not in run(f"import torch, {name}\ntorch.train(1)").report.unable


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_training_in_another_process_is_not_traced_and_that_is_said(run: Run) -> None:
    source = """
        import multiprocessing, torch
        for _ in range({}):
            child = multiprocessing.get_context("fork").Process(target=torch.train, args=(9,))
            child.start()
            child.join()
    """
    said = run(source.format(1)).report.unable
    assert said == "No optimizer stepped. The script started a process of its own: what is trained there is not traced."
    assert "started 2 processes of its own" in run(source.format(2)).report.unable


def test_a_session_that_refuses_is_a_wrong_request(run: Run) -> None:
    with pytest.raises(TraceError, match="there is no objective 'unheard'"):
        run("import torch", objective="unheard")


@pytest.mark.parametrize("source", ["torch.train(9)", "torch.train(1)"])
def test_a_failure_of_gancheck_is_told_as_its_own(run: Run, source: str) -> None:
    traced = run(f"import torch\n{source}", objective="broken")
    assert traced.report.unable == "gancheck itself failed, which says nothing of the script."
    assert "ZeroDivisionError: a fault of gancheck's own" in traced.failure
    assert traced.report.script is not None
    assert traced.report.script.ended == ("stopped" if "9" in source else "finished")


@pytest.mark.parametrize("keep_going", [False, True])
def test_a_session_that_cannot_begin_stops_the_script_unless_it_may_go_on(
    run: Run, keep_going: bool, capfd: pytest.CaptureFixture[str]
) -> None:
    traced = run("import torch\ntorch.train(9)\nprint('done')", session="nobody_knows", keep_going=keep_going)
    assert capfd.readouterr().out == ("done\n" if keep_going else "")
    assert traced.report.unable == "gancheck itself failed, which says nothing of the script."
    assert "No module named 'nobody_knows'" in traced.failure


POOL = """
import multiprocessing, os, time, torch
def work(queue):
    torch.step("D")  # not seen: this is another process
    queue.put(os.getpid())
    time.sleep(60)
if __name__ == "__main__":
    context = multiprocessing.get_context({method!r})
    queue = context.Queue()
    for _ in range(2):
        context.Process(target=work, args=(queue,)).start()
    open("children", "w").write(f"{{queue.get()}} {{queue.get()}}")
    torch.train(9)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_no_child_of_the_script_is_traced_or_outlives_it(
    run: Run, folder: Path, method: str, capfd: pytest.CaptureFixture[str]
) -> None:
    before = time.monotonic()
    report = run(POOL.format(method=method)).report
    assert report.steps == {"D": 3, "G": 3}
    assert time.monotonic() - before < 30
    for child in (folder / "children").read_text().split():
        assert _gone(int(child))
    assert capfd.readouterr().err == ""  # nor does a resource tracker complain


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_forked_children_end_as_they_would(run: Run, capfd: pytest.CaptureFixture[str]) -> None:
    source = """
        import atexit, os, signal, sys, torch
        from torch import hooks
        torch.train(1)
        atexit.register(print, "exit function")
        sys.stdout.flush()
        child = os.fork()
        if child == 0:
            torch.train(50)
            print(len(hooks), signal.getsignal(signal.SIGUSR1) == signal.SIG_DFL, os._exit)
            sys.exit(3)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    """
    report = run(source).report
    assert report.steps == {"D": 1, "G": 1}
    assert report.script == Script("train.py", "finished")
    assert capfd.readouterr().out.splitlines() == [
        "0 True <built-in function _exit>",
        "exit function",
        "3",
        "exit function",
    ]


def test_training_in_a_thread_is_stopped_too(run: Run, capfd: pytest.CaptureFixture[str]) -> None:
    source = """
        import threading, torch
        thread = threading.Thread(target=torch.train, args=(9,))
        thread.start()
        thread.join()
        print("never")
    """
    assert run(source).report.script == Script("train.py", "stopped")
    assert capfd.readouterr().out == ""


DRIVER = """
import sys
from gancheck.tracing.running import launch as launching
from gancheck.tracing.running.launch import launch
from gancheck.tracing.running.request import TraceRequest
if "group" in sys.argv:  # The signal reached the child already: on a busy machine it may take its time.
    launching._FORWARD = 60
traced = launch(TraceRequest("train.py", keep_going="keep" in sys.argv, session=sys.argv[1]))
print(traced.report.script.ended, traced.report.script.place, traced.report.steps, int(traced.signal or 0))
"""
WAITS = """
import time, torch
torch.train(2)
open("ready", "w").close()
try:
    time.sleep(60)
except KeyboardInterrupt:
    print("saved")
    {then}
"""


def _interrupted(folder: Path, then: str, number: int, *, group: bool) -> tuple[str, str]:
    write(folder / "train.py", WAITS.format(then=then))
    process = subprocess.Popen(
        [sys.executable, "-c", DRIVER, SESSION, *(["group"] if group else [])],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    _await(folder / "ready")
    (os.killpg if group else os.kill)(process.pid, number)
    return process.communicate(timeout=60)


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="needs POSIX signals")
@pytest.mark.parametrize("group", [True, False], ids=["as a terminal does", "to the parent alone"])
@pytest.mark.parametrize("then", ["raise", "pass"])
def test_ctrl_c_ends_the_script_as_it_would_and_tells_what_was_seen(folder: Path, then: str, group: bool) -> None:
    out, err = _interrupted(folder, then, signal.SIGINT, group=group)
    saved, told = out.splitlines()
    assert saved == "saved"
    where = "train.py:6" if then == "raise" else "None"
    assert told == f"interrupted {where} {{'D': 2, 'G': 2}} 2"
    assert ("KeyboardInterrupt" in err) == (then == "raise")
    assert "gancheck" not in err


SLOW_SAVE = """
import time, torch
torch.train(2)
open("ready", "w").close()
try:
    time.sleep(60)
except KeyboardInterrupt:
    time.sleep(2)  # longer than it takes to be interrupted once more
    print("saved", flush=True)
"""
AT_A_TERMINAL = """
import fcntl, os, sys, termios
os.setsid()
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.executable, [sys.executable, "-c", *sys.argv[1:]])
"""


@pytest.mark.slow
def test_ctrl_c_at_a_terminal_reaches_the_script_once(folder: Path) -> None:
    pty = pytest.importorskip("pty")
    write(folder / "train.py", SLOW_SAVE)
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", AT_A_TERMINAL, DRIVER, SESSION],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    os.close(theirs)
    _await(folder / "ready")
    os.write(ours, b"\x03")
    out, err = process.communicate(timeout=60)
    os.close(ours)
    assert out.splitlines() == ["saved", "interrupted None {'D': 2, 'G': 2} 2"]
    assert err == ""


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="needs POSIX signals")
def test_sigterm_ends_the_script_and_tells_what_was_seen(folder: Path) -> None:
    out, err = _interrupted(folder, "raise", signal.SIGTERM, group=False)
    assert out == "interrupted train.py:6 {'D': 2, 'G': 2} 15\n"
    assert err == ""


def test_numbers_that_make_no_sense_are_refused() -> None:
    with pytest.raises(TraceError, match="--steps is a whole number of at least 1, not 0"):
        TraceRequest("train.py", steps=0)
    with pytest.raises(TraceError, match="--k is a whole number of at least 1, not 0"):
        TraceRequest("train.py", k=0)
    for seconds in (0.0, -1.0, float("nan"), float("inf")):
        with pytest.raises(TraceError, match="--timeout is a number of seconds above 0"):
            TraceRequest("train.py", timeout=seconds)


def _await(file: Path) -> None:
    until = time.monotonic() + 30
    while not file.exists():
        assert time.monotonic() < until
        time.sleep(0.02)


def _gone(process: int) -> bool:
    """Whether a process has ended, at last within two seconds."""
    until = time.monotonic() + 2
    while time.monotonic() < until:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        if process not in descendants(1) and process not in descendants(os.getpid()):  # a zombie, not yet buried
            return True
        time.sleep(0.02)
    return False
