"""A process from which workers are forked: each imports one tree's modules anew, and runs blocks of steps when told to.

Identical code differs between processes by half a per cent, since its memory lies elsewhere, and by far more between
processors: so a measurement takes many processes, generation after generation, and those of one generation share a
processor. A fork costs a tenth of a new interpreter: it has torch already, and imports only the tree's own modules.

It reads a line of JSON for each generation that is wanted, and answers with one.
"""

from __future__ import annotations

import contextlib
import gc
import itertools
import json
import os
import random
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, NoReturn, TextIO

from gancheck.bench.child import answering
from gancheck.bench.counters import PERIOD, count
from gancheck.bench.paired import calls_for, interleave, timed
from gancheck.bench.processor import one_thread, pinned
from gancheck.bench.reference import reference_run
from gancheck.bench.size import Size

ARMS = ("old", "old twin", "new", "new twin")
_WARM = 16  # iterations before the first that is timed


class Broken(Exception):
    """A worker raised or died: the message says in which tree, and how."""


@dataclass
class Worker:
    """A forked process, by the ends of its pipes."""

    tree: str
    pid: int
    commands: TextIO
    replies: TextIO

    def answer(self) -> dict[str, Any]:
        """What it answers. Raises Broken if it says that it failed, or says nothing more."""
        line = self.replies.readline()
        if not line:
            raise Broken(f"died in {self.tree}")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise Broken(f"raised {answer['error']} in {self.tree}")
        return answer

    def ask(self, **command: object) -> dict[str, Any]:
        """Tell it something, and wait for the answer."""
        with contextlib.suppress(BrokenPipeError):
            self.commands.write(json.dumps(command) + "\n")
            self.commands.flush()
        return self.answer()

    def end(self) -> None:
        """Kill it and wait for its end."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        with contextlib.suppress(BrokenPipeError):
            self.commands.close()
        self.replies.close()


def generation(trees: dict[str, str], size: Size, *, calls: int | None, rounds: int, seed: int) -> dict[str, Any]:
    """Times of `rounds` blocks in four fresh workers, two of each tree; and how many calls a block had.

    Without `calls`, as many as take a hundredth of a second in the old tree. `trees` are those of "old" and "new".
    """
    order = list(ARMS)
    random.Random(seed).shuffle(order)
    workers: dict[str, Worker] = {}
    try:
        for arm in order:
            workers[arm] = hatch(trees[arm.split()[0]], lambda: reference_run(size))
        for arm in order:
            workers[arm].answer()
        if calls is None:
            calls = int(workers["old"].ask(fit=0.01)["calls"])
        blocks = {
            arm: lambda worker=worker: float(worker.ask(calls=calls)["seconds"]) for arm, worker in workers.items()
        }
        times = interleave(blocks, rounds=rounds, seed=seed)
    finally:
        for worker in workers.values():
            worker.end()
    return {"calls": calls, "times": {arm: times[arm].tolist() for arm in ARMS}}


def hatch(tree: str, make: Callable[[], Callable[[int], object]]) -> Worker:
    """Fork a worker that makes its run from the modules of `tree`."""
    (command_end, commands), (replies, reply_end) = os.pipe(), os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(commands)
        os.close(replies)
        _live(tree, make, os.fdopen(command_end), os.fdopen(reply_end, "w"))
    os.close(command_end)
    os.close(reply_end)
    return Worker(tree, pid, os.fdopen(commands, "w"), os.fdopen(replies))


def _live(tree: str, make: Callable[[], Callable[[int], object]], commands: TextIO, replies: TextIO) -> NoReturn:
    """What a worker does, to its end."""

    def reply(**answer: object) -> None:
        replies.write(json.dumps(answer) + "\n")
        replies.flush()

    try:
        forget("gancheck")
        sys.path.insert(0, tree)
        run = make()
        with one_thread():
            run(_WARM)
            gc.collect()
            reply(ready=True)
            for line in commands:
                command = json.loads(line)
                if "fit" in command:
                    reply(calls=calls_for(lambda: run(1), command["fit"]))
                elif "count" in command:
                    run(PERIOD)
                    reply(**count(run).to_json())
                else:
                    reply(seconds=timed(partial(run, command["calls"]), 1))
    except BaseException as error:
        with contextlib.suppress(BrokenPipeError):
            reply(error=f"{type(error).__name__}: {error}")
    os._exit(0)


def forget(package: str) -> None:
    """Forget that a package was imported: whoever imports it next gets it from the path as it is then."""
    for name in [name for name in sys.modules if name == package or name.startswith(f"{package}.")]:
        del sys.modules[name]


def count_in(tree: str, size: Size) -> dict[str, Any]:
    """The exact counters of a tree's reference step."""
    worker = hatch(tree, lambda: reference_run(size))
    try:
        worker.answer()
        return worker.ask(count=True)
    finally:
        worker.end()


def main() -> None:
    """Answer until the input ends: a generation of two trees, or the counters of one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    import torch._dynamo  # what optimizers import at their first step, half a second  # noqa: F401

    import gancheck.training  # and what it imports: scipy, numpy  # noqa: F401

    turn = itertools.count()

    def answer(size: list[int], tree: str = "", **wanted: Any) -> dict[str, Any]:
        with pinned(next(turn)):
            return count_in(tree, Size(*size)) if tree else generation(size=Size(*size), **wanted)

    answering(answer, Broken)


if __name__ == "__main__":
    main()
