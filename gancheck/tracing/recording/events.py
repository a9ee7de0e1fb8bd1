"""What was seen of a training run, in order: plain values that outlive the tensors they were read from."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from torch import Tensor

from gancheck.tracing.place import Place


@dataclass(frozen=True)
class Seen:
    """One tensor as it was at one moment.

    `rows` holds an exact 64-bit hash of each row, `(n,)`. `sample` holds its values where they are few, else those of
    its first rows; None where it was not kept.
    """

    shape: tuple[int, ...]
    dtype: str
    rows: np.ndarray
    low: float
    high: float
    finite: bool
    sample: np.ndarray | None = None

    @property
    def key(self) -> int:
        """Equal for equal contents."""
        return hash((self.shape, self.rows.tobytes()))


# What was not looked at yet.
UNREAD = Seen((), "", np.zeros(0, np.int64), math.nan, math.nan, True)


@dataclass(frozen=True)
class Piece:
    """Rows `start` to `stop` of an input, and the call whose output they are; None: they came from outside.

    `how`: "content" (bit for bit), "columns" (the row holds it beside other columns), "graph" (by autograd),
    "altered" (much the same values, as with added noise), "followed" (by data-flow).
    """

    start: int
    stop: int
    call: int | None
    how: str = "content"


@dataclass
class Output:
    """One tensor that a net returned. `values` (flat) are kept where they are few.

    `pulls` are dL/d(output), flat, by the number of the backward pass; `pull_norms` their norms, always kept.
    `made_by` names the operation that made its values, as autograd calls it.
    """

    seen: Seen = UNREAD
    values: np.ndarray | None = None
    pulls: dict[int, np.ndarray] = field(default_factory=dict)
    pull_norms: dict[int, float] = field(default_factory=dict)
    made_by: str = ""


@dataclass
class Call:
    """One forward call of a net.

    `version` counts the changes of its parameters before the call; `origins` has, for each input, where its rows came
    from; `differentiated`: its gradient with respect to an input was taken by `autograd.grad`; `recomputed`: it ran
    inside a backward pass (checkpointing). `modes` says which of the net's `moded` layers were in train mode, `reaches`
    which values each input can take by construction (of fakes: after a tanh, [-1, 1]; None: not bounded), `turned`
    whether its last operation is an autograd function of the script's own, which may do anything to the gradient.
    """

    time: int
    index: int
    net: int
    place: Place | None
    training: bool
    grad: bool
    version: int
    inputs: tuple[Seen, ...] = ()
    origins: tuple[tuple[Piece, ...], ...] = ()
    outputs: list[Output] = field(default_factory=list)
    differentiated: bool = False
    statistics_moved: bool = False
    modes: tuple[bool, ...] = ()
    reaches: tuple[tuple[float, float] | None, ...] = ()
    turned: tuple[bool, ...] = ()


@dataclass
class Pass:
    """One backward pass, or one `autograd.grad` (`accumulate` False). `reached` are the parameters it reached.

    `operations` are those between what nets returned and the loss, as autograd calls them, `terms` the most numbers
    among their results; empty and 0 where they were not looked at.
    """

    time: int
    number: int
    place: Place | None
    accumulate: bool
    create_graph: bool
    loss: float | None = None
    reached: set[int] = field(default_factory=set)
    contributions: dict[int, np.ndarray] = field(default_factory=dict)
    error: str = ""
    operations: frozenset[str] = frozenset()
    terms: int = 0


@dataclass
class Slopes:
    """D's gradient with respect to its input, as `autograd.grad` gave it, and what flowed back into it by pass.

    Tensors are kept of some of many penalties only (`kept`); of the others, which passes flowed back.
    """

    time: int
    call: int
    place: Place | None
    points: Tensor
    slopes: Tensor
    outputs: Tensor
    create_graph: bool
    pulls: dict[int, Tensor] = field(default_factory=dict)
    real: Tensor | None = None
    fake: Tensor | None = None
    kept: bool = True


@dataclass
class Step:
    """One optimizer step.

    `applied` is each parameter's gradient as it was stepped with (a sketch: the same entries as in
    `Pass.contributions`); parameters without one are in `missing`. `moved` are those whose values changed, `since` is
    the number of the first backward pass after this optimizer's previous step. `norm` is the gradient's, over all
    entries in an optimizer's first steps, over the sketches later.
    """

    time: int
    optimizer: int
    place: Place | None
    settings: dict[str, object]
    parameters: tuple[int, ...]
    applied: dict[int, np.ndarray]
    missing: frozenset[int]
    moved: frozenset[int]
    since: int
    until: int
    norm: float
    closure: bool = False
    weights: dict[int, np.ndarray] = field(default_factory=dict)


@dataclass
class Change:
    """A net's parameters changed without an optimizer's step.

    `clamp` is c if they now all lie in [-c, c] and reach it. `descent` is how far each was moved down (a sketch of old
    minus new), kept where no optimizer steps at all.
    """

    time: int
    net: int
    place: Place | None
    moved: frozenset[int]
    clamp: float | None
    noticed: str = ""
    descent: dict[int, np.ndarray] = field(default_factory=dict)
