import os
import signal
import subprocess
import sys
import threading

import pytest

from gancheck.engine.interrupts import Interrupts


def _nothing() -> None:
    pass


def test_the_first_signal_is_noted_and_raises_nothing() -> None:
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    with Interrupts(_nothing) as interrupts:
        assert not interrupts.pending()
        os.kill(os.getpid(), signal.SIGTERM)
        assert interrupts.pending()
        assert interrupts.received == signal.SIGTERM
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before


def test_it_is_raised_into_a_check_of_this_process() -> None:
    with Interrupts(_nothing) as interrupts:
        interrupts.in_check = True
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        assert interrupts.received == signal.SIGINT


def test_the_second_signal_ends_the_process_at_once() -> None:
    code = (
        "import os, signal\n"
        "from gancheck.engine.interrupts import Interrupts\n"
        "with Interrupts(lambda: print('at once', flush=True)):\n"
        "    signal.raise_signal(signal.SIGINT)\n"
        "    print('still here', flush=True)\n"
        "    signal.raise_signal(signal.SIGINT)\n"
        "    print('never')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (130, "still here\nat once\n")


def test_outside_of_the_main_thread_nothing_is_changed() -> None:
    before = signal.getsignal(signal.SIGINT)
    seen = []

    def work() -> None:
        with Interrupts(_nothing):
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [before]
