import gc
import os

import pytest
import torch

from gancheck.bench.processor import one_thread, pinned

AFFINITY = pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="the system has no affinity of threads")


def test_threads_and_the_collector_are_put_back() -> None:
    threads = torch.get_num_threads()
    with one_thread():
        assert (torch.get_num_threads(), gc.isenabled()) == (1, False)
    assert (torch.get_num_threads(), gc.isenabled()) == (threads, True)


@AFFINITY
def test_processors_take_turns_and_all_are_given_back() -> None:
    allowed = os.sched_getaffinity(0)
    seen = set()
    for turn in range(len(allowed)):
        with pinned(turn):
            seen |= os.sched_getaffinity(0)
            assert len(os.sched_getaffinity(0)) == 1
    assert seen == allowed == os.sched_getaffinity(0)


def test_without_affinity_nothing_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_setaffinity", raising=False)
    with pinned():
        pass
