"""States as vectors: there and back, with a name for each leaf."""

from __future__ import annotations

from typing import NamedTuple

import pytest
import torch
from torch import Tensor

from gancheck.stability.games.pytree import check_alike, flatten, leaves, rebuild


class Pair(NamedTuple):
    first: Tensor
    second: Tensor


def nested() -> dict[str, object]:
    return {
        "at": Pair(torch.arange(3.0), torch.arange(4.0).reshape(2, 2)),
        "more": [torch.tensor(7.0), (torch.zeros(0), torch.ones(1))],
    }


def test_there_and_back() -> None:
    state = nested()
    vector = flatten(state)
    assert vector.tolist() == [0, 1, 2, 0, 1, 2, 3, 7, 1]
    again = rebuild(state, vector + 1)
    assert isinstance(again["at"], Pair)
    assert isinstance(again["more"], list)
    assert isinstance(again["more"][1], tuple)
    torch.testing.assert_close(flatten(again), vector + 1)
    assert [leaf.shape for _, leaf in leaves(again)] == [leaf.shape for _, leaf in leaves(state)]


def test_names_are_paths() -> None:
    assert [name for name, _ in leaves(nested())] == [
        "state['at'].first",
        "state['at'].second",
        "state['more'][0]",
        "state['more'][1][0]",
        "state['more'][1][1]",
    ]


def test_anything_else_is_named() -> None:
    with pytest.raises(TypeError, match=r"state\[0\] is a float: a state is made of tensors"):
        leaves([1.0])


@pytest.mark.parametrize(
    ("found", "message"),
    [
        ({"a": torch.zeros(2)}, r"state\['b'\] is missing"),
        ({"a": torch.zeros(2), "b": torch.zeros(3)}, r"state\['b'\] \(3,\), not \(1,\)"),
        ({"a": torch.zeros(2), "b": torch.zeros(1), "c": torch.zeros(1)}, r"it adds state\['c'\]"),
    ],
)
def test_another_shape_is_told(found: dict[str, Tensor], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        check_alike({"a": torch.zeros(2), "b": torch.zeros(1)}, found)
