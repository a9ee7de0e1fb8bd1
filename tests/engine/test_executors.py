import os
import signal
import threading
import time
from concurrent.futures import BrokenExecutor

import pytest

from gancheck.engine.executors import SerialExecutor, WorkerPool, default_workers, describe_exit


def _signal_state() -> tuple[bool, int, str]:
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    return signal.getsignal(signal.SIGINT) is signal.SIG_IGN, len(mask), os.environ["OMP_NUM_THREADS"]


def _leave_a_thread() -> int:
    threading.Thread(target=time.sleep, args=(1000,)).start()
    return os.getpid()


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_worker_is_deaf_to_the_keyboard_and_uses_one_thread() -> None:
    pool = WorkerPool(1)
    try:
        assert pool.submit(_signal_state).result(60) == (True, 0, "1")
        assert len(pool.processes) == 1
    finally:
        pool.close()
    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == set()


def test_how_a_worker_ended() -> None:
    pool = WorkerPool(1)
    with pytest.raises(BrokenExecutor):
        pool.submit(os._exit, 5).result(60)
    assert pool.ending() == "exit code 5"


def test_a_worker_that_will_not_end_is_killed() -> None:
    pool = WorkerPool(1)
    pid = pool.submit(_leave_a_thread).result(60)
    started = time.monotonic()
    pool.close()
    assert time.monotonic() - started < 30
    assert not _exists(pid)


def test_exits_in_words() -> None:
    assert describe_exit(3) == "exit code 3"
    assert describe_exit(-11) == "signal SIGSEGV"
    assert describe_exit(-250) == "signal 250"


def test_the_serial_executor_gives_results_and_exceptions() -> None:
    executor = SerialExecutor()
    assert executor.submit(max, 1, 2).result(0) == 2
    assert isinstance(executor.submit(int, "x").exception(0), ValueError)
    assert executor.submit(threading.current_thread).result() is threading.current_thread()


def test_there_is_a_worker_for_each_processor() -> None:
    assert 1 <= default_workers() <= (os.cpu_count() or 1)
