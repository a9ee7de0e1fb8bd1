"""Loads the fakes by name: `good`, `awful` ..., and some that cannot be loaded."""

import os
import sys
import time
from typing import Any

import torch

from tests.engine.fakes import gans


class TargetError(ValueError):
    pass


def load(spec: str, device: str = "cpu") -> Any:
    match spec.rpartition(":")[2]:
        case "raising-on-load":
            raise ImportError("No module named 'gan'")
        case "exiting-on-load":
            sys.exit(1)
        case "dying-on-load":
            os._exit(7)
        case "hanging-on-load":
            time.sleep(1e6)
        case "setting-on-load":
            torch.set_default_dtype(torch.float64)
            os.chdir("/")
            return gans.Good()
    kind = getattr(gans, spec.rpartition(":")[2].title(), None)
    if kind is None:
        raise TargetError(f"there is no target {spec!r}: write module:name or file.py:name")
    return kind()


def resolve(target: Any, device: str = "cpu") -> Any:
    return target
