"""Dataclasses to strict JSON and back: NaN and the infinities travel as strings, unknown keys are ignored."""

from __future__ import annotations

import dataclasses
import math
import types
from collections.abc import Mapping, Sequence
from enum import Enum
from functools import cache
from numbers import Integral, Real
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def encode(value: object) -> Any:
    """Plain JSON values for a dataclass, a mapping, a sequence or a number; non-finite floats become strings.

    Raises TypeError for anything else, naming its type: tensors have to be turned into numbers first.
    """
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: encode(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real):
        return float(value) if math.isfinite(value) else str(float(value))
    if isinstance(value, Mapping):
        return {str(key): encode(item) for key, item in value.items()}
    if isinstance(value, Sequence | set | frozenset):
        return [encode(item) for item in (sorted(value) if isinstance(value, set | frozenset) else value)]
    name = f"{type(value).__module__}.{type(value).__qualname__}"
    raise TypeError(f"a {name} cannot be kept in a record: give a number or text")


def decode(kind: type[T], data: Mapping[str, Any]) -> T:
    """Return the dataclass `kind` from what `encode` made of it. Missing keys take the field's default.

    Raises ValueError when a key without a default is missing.
    """
    hints = _hints(kind)  # type: ignore[arg-type]
    known = {name: _decode(hint, data[name]) for name, hint in hints.items() if name in data}
    try:
        return kind(**known)
    except TypeError as error:
        raise ValueError(f"the record's {kind.__name__} is not complete: {error}") from None


@cache
def _hints(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {f.name: hints[f.name] for f in dataclasses.fields(kind)}


def _decode(hint: Any, value: Any) -> Any:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return None if value is None else _decode(next(a for a in arguments if a is not types.NoneType), value)
    if origin is tuple:
        return tuple(_decode(arguments[0], item) for item in value)
    if origin in (dict, Mapping):
        return {key: _decode(arguments[1], item) for key, item in value.items()}
    if dataclasses.is_dataclass(hint):
        return decode(hint, value)  # type: ignore[arg-type]
    if hint is float or (isinstance(hint, type) and issubclass(hint, Enum)):
        return hint(value)
    return value
