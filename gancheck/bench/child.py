"""A module in a process of its own that answers lines of JSON, and may print, hang or die without harm."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import gancheck

Ask = Callable[..., dict[str, Any]]


class ChildError(RuntimeError):
    """It raised, died, or did not answer in time: one sentence without its subject, unless `whole`."""

    def __init__(self, said: str, *, whole: bool = False) -> None:
        super().__init__(said)
        self.whole = whole


@contextmanager
def child(module: str, *, patience: float) -> Iterator[Ask]:
    """Start `python -m module`, and yield a function that asks it and waits for `patience` seconds at most.

    The process has one thread and a fixed hash seed; its workers are of its own group, and end with it.
    """
    root = str(Path(gancheck.__file__).resolve().parents[1])
    one = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    with (
        tempfile.TemporaryFile("w+", errors="replace") as said,
        subprocess.Popen(
            [sys.executable, "-P", "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
            env=os.environ | one | {"PYTHONPATH": _path(root), "PYTHONHASHSEED": "0"},
            start_new_session=True,
        ) as process,
    ):
        assert process.stdin is not None
        assert process.stdout is not None
        stdin, lines = process.stdin, queue.SimpleQueue[str]()
        threading.Thread(target=_read, args=(process.stdout, lines), daemon=True).start()

        def ask(**wanted: object) -> dict[str, Any]:
            try:
                stdin.write(json.dumps(wanted) + "\n")
                stdin.flush()
                line = lines.get(timeout=patience)
            except queue.Empty:
                raise ChildError(f"did not come to an end within {patience:g} s") from None
            except BrokenPipeError:
                line = ""
            if not line:
                raise ChildError(f"ended its process{_how(process)}")
            answer: dict[str, Any] = json.loads(line)
            if "error" in answer:
                raise ChildError(answer["error"], whole=answer.get("whole", False))
            return answer

        try:
            yield ask
        finally:
            process.kill()  # what it forked ends when its pipes do


def _path(root: str) -> str:
    kept = os.environ.get("PYTHONPATH")
    return f"{root}{os.pathsep}{kept}" if kept else root


def _how(process: subprocess.Popen[str]) -> str:
    code = process.wait()
    return f" with signal {-code}" if code < 0 else f" with exit code {code}"


def _read(stream: IO[str], lines: queue.SimpleQueue[str]) -> None:
    try:
        for line in stream:
            lines.put(line)
    finally:
        lines.put("")


def answering(answer: Callable[..., dict[str, Any]], *told: type[Exception]) -> None:
    """Answer what is asked on standard input, to its end. What is printed meanwhile goes to standard error.

    Exceptions of the kinds `told` are answered in their own words, whole sentences; others with their type before.
    """
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    requests = os.fdopen(os.dup(0))
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for line in requests:
        try:
            found = answer(**json.loads(line))
        except told as error:
            found = {"error": str(error), "whole": True}
        except Exception as error:
            first = str(error).strip().splitlines()[:1]
            found = {"error": f"raised {': '.join([type(error).__name__, *first])}"}
        answers.write(json.dumps(found) + "\n")
        answers.flush()
