import json
import math
from dataclasses import dataclass, field

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from gancheck.engine.strict_json import decode, encode


@dataclass(frozen=True)
class Inner:
    values: tuple[float, ...] = ()
    maybe: float | None = None


@dataclass(frozen=True)
class Outer:
    name: str
    inner: Inner
    many: tuple[Inner, ...] = ()
    table: dict[str, float] = field(default_factory=dict)
    flag: bool = False
    count: int = 0


inners = st.builds(Inner, st.lists(st.floats(allow_nan=False)).map(tuple), st.none() | st.floats(allow_nan=False))
outers = st.builds(
    Outer,
    st.text(),
    inners,
    st.lists(inners, max_size=3).map(tuple),
    st.dictionaries(st.text(), st.floats(allow_nan=False)),
    st.booleans(),
    st.integers(),
)


@given(outers)
def test_what_is_encoded_is_strict_json_and_comes_back(value: Outer) -> None:
    assert decode(Outer, json.loads(json.dumps(encode(value), allow_nan=False))) == value


def test_nan_comes_back() -> None:
    back = decode(Inner, encode(Inner((math.nan, -math.inf), math.nan)))
    assert math.isnan(back.values[0])
    assert back.values[1] == -math.inf
    assert back.maybe is not None
    assert math.isnan(back.maybe)


def test_numbers_of_numpy_become_plain() -> None:
    assert encode([np.float32(0.5), np.int64(3), np.float64("nan")]) == [0.5, 3, "nan"]
    assert [type(item) for item in encode([np.float32(0.5), np.int64(3)])] == [float, int]


@pytest.mark.parametrize("value", [torch.ones(2), object(), 1j, b"bytes".__iter__()])
def test_what_is_no_number_or_text_is_named(value: object) -> None:
    with pytest.raises(TypeError, match=type(value).__name__):
        encode(value)


def test_unknown_keys_are_ignored_and_missing_ones_named() -> None:
    assert decode(Inner, {"values": [1], "of a later version": 3}) == Inner((1.0,))
    with pytest.raises(ValueError, match=r"Outer is not complete.*inner"):
        decode(Outer, {"name": "a"})
