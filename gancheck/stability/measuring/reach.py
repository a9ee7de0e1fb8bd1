"""What a callable can reach: modules whose mode matters, and generators of random numbers that it would move."""

from __future__ import annotations

import functools
import random
from collections.abc import Iterator
from types import CodeType, FunctionType, MethodType

import numpy as np
import torch
from torch import nn

Source = torch.Generator | np.random.Generator | np.random.RandomState | random.Random

_DEPTH = 4  # of functions that hold functions, and objects that hold objects
_MOST = 64  # members of a container that are looked at
_PLAIN = (str, bytes, int, float, complex, bool, type(None), torch.Tensor, np.ndarray, type)


def reachable(*things: object) -> tuple[list[nn.Module], list[Source]]:
    """Return the modules and the random generators that `things` hold, each once.

    Functions are followed through their closures, defaults and the globals they name, objects through their
    attributes, four levels deep. What is reached otherwise, such as by a name in a string, is not seen.
    """
    modules: dict[int, nn.Module] = {}
    sources: dict[int, Source] = {}
    seen: set[int] = set()

    def visit(thing: object, depth: int) -> None:
        if isinstance(thing, _PLAIN) or id(thing) in seen:
            return
        seen.add(id(thing))
        if isinstance(thing, Source):
            sources[id(thing)] = thing
        elif depth:
            if isinstance(thing, nn.Module):
                modules[id(thing)] = thing
                seen.update(id(part) for part in thing.modules())
            for held in _held(thing):
                visit(held, depth - 1)

    for thing in things:
        visit(thing, _DEPTH)
    return list(modules.values()), list(sources.values())


def _held(thing: object) -> Iterator[object]:
    if isinstance(thing, MethodType):
        yield from (thing.__self__, thing.__func__)
    elif isinstance(thing, FunctionType):
        yield from _of_function(thing)
    elif isinstance(thing, functools.partial):
        yield from (thing.func, *thing.args, *thing.keywords.values())
    elif isinstance(thing, nn.Module):
        for part in thing.modules():
            yield from part.__dict__.values()
    elif isinstance(thing, dict):
        yield from list(thing.values())[:_MOST]
    elif isinstance(thing, list | tuple | set | frozenset):
        yield from list(thing)[:_MOST]
    elif type(thing).__module__.partition(".")[0] not in ("torch", "numpy", "builtins"):
        yield from list(getattr(thing, "__dict__", {}).values())[:_MOST]
        called = vars(type(thing)).get("__call__")
        if isinstance(called, FunctionType):
            yield called


def _of_function(function: FunctionType) -> Iterator[object]:
    for cell in function.__closure__ or ():
        try:
            yield cell.cell_contents
        except ValueError:  # not filled yet
            continue
    yield from function.__defaults__ or ()
    yield from (function.__kwdefaults__ or {}).values()
    for name in _names(function.__code__):
        if name in function.__globals__:
            yield function.__globals__[name]


def _names(code: CodeType) -> Iterator[str]:
    """The names that a function, and those defined in it, look up."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)
