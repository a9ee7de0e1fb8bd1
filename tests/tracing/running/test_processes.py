import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gancheck.tracing.running import processes

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
SLEEPS = "import subprocess, sys, time; {before}; print('ready', flush=True); time.sleep(60)"


def _started(before: str = "pass") -> "subprocess.Popen[str]":
    child = subprocess.Popen([sys.executable, "-c", SLEEPS.format(before=before)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    child.stdout.readline()
    return child


def test_descendants_are_found_however_deep() -> None:
    with _started("subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])") as child:
        found = processes.descendants(os.getpid())
        assert child.pid in found
        below = processes.descendants(child.pid)
        assert len(below) == 1
        assert set(below) < set(found)
        processes.end([child.pid, *below])
        assert child.wait() == -15
        assert below[0] not in processes.descendants(1)


def test_one_that_ignores_the_first_signal_is_killed() -> None:
    with _started("import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)") as child:
        started = time.monotonic()
        processes.end([child.pid])
        assert child.wait() == -9
        assert time.monotonic() - started >= processes.FAREWELL


def test_what_has_ended_already_is_no_matter() -> None:
    with _started() as child:
        child.kill()
        child.wait()
        processes.end([child.pid])
        assert processes.descendants(child.pid) == []
