"""Targets that behave in every way a target can. What is raised here is the target's."""

import ctypes
import os
import random
import signal
import sys
import time
import warnings

import numpy as np
import torch

_ALL = frozenset({"sample", "train", "discriminate"})


class Good:
    capabilities = _ALL
    lacks = {"linger": "it is in a hurry", "answer": "it has no answer", "break": "it does not break"}  # noqa: RUF012

    @property
    def name(self) -> str:
        return type(self).__name__.lower()

    def train(self) -> float:
        return 0.5

    def descend(self) -> None:
        pass

    def gap(self) -> float:
        return 0.004


class Swapped(Good):
    def gap(self) -> float:
        print("a loss that means nothing")
        return 5.7


class Vague(Good):
    def gap(self) -> float:
        return 0.013


class Raising(Good):
    def train(self) -> float:
        print("about to raise")
        raise ValueError("the batch is empty\nand more")

    def descend(self) -> None:
        np.linalg.inv(np.zeros((2, 2)))

    def gap(self) -> float:
        sys.exit(3)


class Interrupting(Good):
    def train(self) -> float:
        raise KeyboardInterrupt

    def descend(self) -> None:
        raise StopIteration

    def gap(self) -> float:
        class MuteError(Exception):
            def __str__(self) -> str:
                raise RuntimeError("no words")

        raise MuteError


class Loud(Good):
    def train(self) -> float:
        print("from Python")
        print("from its error stream", file=sys.stderr)
        os.write(1, b"from below\n")
        os.system("echo from a child")
        sys.stdout.close()
        return 0.5

    def descend(self) -> None:
        print("x" * 50_000 + "the end")


class Messy(Good):
    """Changes whatever there is to change."""

    def train(self) -> float:
        torch.set_default_dtype(torch.float64)
        torch.set_default_device("meta")
        torch.set_grad_enabled(False)
        torch.set_num_threads(2)
        torch.use_deterministic_algorithms(True)
        os.chdir("/")
        os.environ["GAN_SETTING"] = "1"
        sys.argv = ["mine"]
        sys.path.insert(0, "/nowhere")
        signal.signal(signal.SIGUSR1, signal.SIG_IGN)
        warnings.simplefilter("ignore")
        np.seterr(all="ignore")
        return 0.5

    def descend(self) -> None:
        torch.manual_seed(0)
        random.seed(0)


class Random(Good):
    """Uses every random generator without a seed."""

    def train(self) -> float:
        return float(torch.rand(()).item() + np.random.rand() + random.random())  # noqa: NPY002


class Awful(Good):
    """Ends its process in three ways."""

    def train(self) -> float:
        print("leaving", flush=True)
        os._exit(3)

    def descend(self) -> None:
        print("going nowhere", flush=True)
        while True:
            time.sleep(0.05)

    def gap(self) -> float:
        return float(ctypes.string_at(0)[0])


class Lingering(Good):
    capabilities = _ALL | {"linger"}
    linger = 1.0


class Endless(Lingering):
    linger = 1e6


class Broken(Good):
    capabilities = frozenset({"break", "sample"})


class Answering(Good):
    capabilities = frozenset({"answer"})

    def __init__(self, answer: object = None) -> None:
        self.answer = answer
