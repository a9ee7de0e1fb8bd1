"""States of an update map as one vector: a tensor, or tuples, lists and dictionaries of tensors."""

from __future__ import annotations

import itertools
from typing import Any

import torch
from torch import Tensor

State = Any


def leaves(state: State, name: str = "state") -> list[tuple[str, Tensor]]:
    """Return the tensors in `state` with the path to each, in a fixed order; TypeError for anything else in it."""
    if isinstance(state, Tensor):
        return [(name, state)]
    if isinstance(state, dict):
        return [leaf for key in state for leaf in leaves(state[key], f"{name}[{key!r}]")]
    if isinstance(state, tuple | list):
        names = getattr(state, "_fields", None)
        return [
            leaf
            for i, part in enumerate(state)
            for leaf in leaves(part, f"{name}.{names[i]}" if names else f"{name}[{i}]")
        ]
    raise TypeError(f"{name} is a {type(state).__name__}: a state is made of tensors in tuples, lists and dictionaries")


def flatten(state: State) -> Tensor:
    """Return all numbers of `state` as one vector `(n,)`."""
    return torch.cat([leaf.reshape(-1) for _, leaf in leaves(state)])


def rebuild(like: State, vector: Tensor) -> State:
    """Return a state of the shape of `like` that holds the numbers of `vector`, `(n,)`."""
    ends = list(itertools.accumulate(leaf.numel() for _, leaf in leaves(like)))
    rest = iter(torch.tensor_split(vector, ends[:-1]))

    def build(part: State) -> State:
        if isinstance(part, Tensor):
            return next(rest).reshape(part.shape)
        if isinstance(part, dict):
            return {key: build(part[key]) for key in part}
        parts = [build(inner) for inner in part]
        return type(part)(*parts) if hasattr(part, "_fields") else type(part)(parts)

    return build(like)


def check_alike(like: State, found: State) -> None:
    """Raise ValueError where `found` does not hold tensors of the same names and shapes as `like`."""
    wanted = {name: tuple(leaf.shape) for name, leaf in leaves(like)}
    given = {name: tuple(leaf.shape) for name, leaf in leaves(found)}
    for name, shape in wanted.items():
        if name not in given:
            raise ValueError(f"step has to return a state like the one it is given: {name} is missing")
        if given[name] != shape:
            raise ValueError(f"step has to return a state like the one it is given: {name} {given[name]}, not {shape}")
    if extra := given.keys() - wanted.keys():
        raise ValueError(f"step has to return a state like the one it is given: it adds {min(extra)}")
