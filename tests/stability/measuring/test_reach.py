"""What a callable holds is found wherever it is kept."""

from __future__ import annotations

import functools
import random

import numpy as np
import torch
from torch import Tensor, nn

from gancheck.stability.measuring.reach import reachable

SOURCE = torch.Generator()
NET = nn.Linear(2, 2)


class Kept:
    def __init__(self, source: object) -> None:
        self.source = source

    def draw(self, n: int) -> Tensor:
        return torch.zeros(n, 2)

    def __call__(self, n: int) -> Tensor:
        return NET(torch.zeros(n, 2))


def _global(n: int) -> Tensor:
    return NET(torch.randn(n, 2, generator=SOURCE))


def test_globals_closures_defaults_partials_methods_and_objects() -> None:
    mine = np.random.default_rng(0)

    def closed(n: int) -> object:
        return mine.standard_normal((n, 2))

    def default(n: int, source: np.random.Generator = mine) -> object:
        return source.standard_normal((n, 2))

    def keyword(n: int, *, source: np.random.Generator = mine) -> object:
        return source.standard_normal((n, 2))

    for thing in (
        closed,
        default,
        keyword,
        functools.partial(int, mine),
        Kept(mine).draw,
        Kept([mine]),
        {"a": (mine,)},
    ):
        assert reachable(thing)[1] == [mine], thing
    assert reachable(_global) == ([NET], [SOURCE])


def test_functions_inside_of_functions() -> None:
    def outer(n: int) -> Tensor:
        def inner() -> Tensor:
            return _global(n)

        return inner()

    assert reachable(outer)[0] == [NET]
    assert reachable(lambda n: _global(n))[1] == [SOURCE]


def test_the_call_of_an_object_is_a_function_too() -> None:
    assert reachable(Kept(None))[0] == [NET]


def test_every_kind_of_source_once() -> None:
    sources = [torch.Generator(), np.random.default_rng(0), np.random.RandomState(0), random.Random(0)]
    assert reachable(*sources, *sources)[1] == sources


def test_a_module_is_found_whole_and_its_sources_with_it() -> None:
    net = nn.Sequential(nn.Linear(1, 1), nn.Linear(1, 1))
    net[1].source = torch.Generator()  # type: ignore[assignment]
    modules, sources = reachable(net, net[0])
    assert modules == [net]
    assert sources == [net[1].source]


def test_tensors_text_and_cycles_are_no_matter() -> None:
    loop: list[object] = [torch.zeros(3), "text", None]
    loop.append(loop)
    assert reachable(loop, torch.zeros(3)) == ([], [])
