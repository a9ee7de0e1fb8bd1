"""By which route each gradient came: through which net's call, or past all of them.

A loss may hold more than D's verdict: a weight decay, a reconstruction, a class. What such a term adds to a gradient
is the difference between the whole and what came through the calls of the nets. Both are read while the backward pass
runs, at the nodes of its graph: nothing is computed again, no random number drawn and no code of the user's run twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import Tensor

from gancheck.tracing.recording.events import Call, Pass
from gancheck.tracing.recording.sketches import sketch

# Calls of one net on one line that are watched, of those fed by another net and of the others.
_CALLS = 8
# Nodes of a graph visited for one call.
_VISITED = 2_000
# A difference of sums is rounding below this many units in the last place of what was summed.
_ROUNDING = 64
# Where what is known of a node is written on it: only as long as the graph lives.
_MADE, _TARGET, _WATCHED = "gancheck made", "gancheck target", "gancheck watched"
# The place among a node's inputs, the parameter that is there or None, else the node and which of its outputs.
_Edge = tuple[int, int | None, Any, int]


@dataclass(frozen=True)
class Pulled:
    """The gradient at one tensor that was fed to nets, split by route; norms over a sample of its entries.

    `source` is the call that returned it (None: it was made from such outputs) as its output number `place`,
    `consumers` the calls it was fed to (its own call, too, where other outputs are made from it), `through` the part
    that came through the calls of each net by the net's number, `outside` the part that came through none (0 where it
    is no more than rounding).
    """

    source: int | None
    place: int
    consumers: tuple[int, ...]
    through: dict[int, float]
    outside: float


@dataclass(frozen=True)
class Left:
    """A parameter's gradient: the norm of what came `through` calls, and of what was `left` (0 if it is rounding).

    `decay` is the cosine between what was left and the parameter, or between it and the parameter's signs if that is
    greater: 1 for the gradient of a sum of squares, or of absolute values.
    """

    through: float
    left: float
    decay: float


@dataclass
class Through:
    """What one backward pass brought, by route. `calls` has the norm of what each call's own net got through it."""

    outputs: list[Pulled] = field(default_factory=list)
    parameters: dict[int, Left] = field(default_factory=dict)
    calls: dict[int, float] = field(default_factory=dict)


class _Target:
    """A tensor that was fed to nets: its whole gradient in this pass, and the parts of it, by net."""

    def __init__(self, source: int | None, place: int) -> None:
        self.source, self.place = source, place
        self.consumers: set[int] = set()
        self.clear()

    def clear(self) -> None:
        self.whole: np.ndarray | None = None
        self.parts: dict[int, np.ndarray] = {}
        self.scale = 0.0


class Routes:
    """Watches the graphs of a few calls of every net; `found` has what came of it, by the number of the pass."""

    def __init__(self) -> None:
        self.found: dict[int, Through] = {}
        self._watched: dict[int, Call] = {}
        self._places: Counter[tuple[int, object, bool]] = Counter()
        self._running = False
        self._spoilt = False
        self._touched: dict[int, _Target] = {}
        self._given: dict[int, dict[int, np.ndarray]] = {}
        self._precision: dict[int, float] = {}

    def called(self, call: Call, given: Sequence[Tensor], returned: Sequence[Tensor]) -> None:
        """A net was called: watch its graph, if it is one of the first calls from this line."""
        try:
            roots = [t.grad_fn for t in returned if t.grad_fn is not None]
            for place, tensor in enumerate(returned):
                if tensor.grad_fn is not None:
                    _of(tensor.grad_fn).setdefault(_MADE, {})[tensor.output_nr] = (call.index, place)
            key = (call.net, call.place, any(t.grad_fn is not None for t in given))
            if roots and self._places[key] < _CALLS:
                self._places[key] += 1
                self._watch(call, given, roots)
                self._watched[call.index] = call
        except Exception:  # A graph that cannot be walked is not watched, and no pass through it judged.
            self._watched.pop(call.index, None)

    def begin(self) -> None:
        """A backward pass begins."""
        self._running, self._spoilt = bool(self._watched), False
        self._given, self._precision = {}, {}
        for target in self._touched.values():
            target.clear()
        self._touched = {}

    def nested(self) -> None:
        """A backward pass ran inside this one: its gradients came by no route that is watched."""
        self._spoilt = True

    def settle(self, during: Pass, calls: Sequence[Call], alive: Mapping[int, Tensor]) -> None:
        """The pass is over: keep what came by which route, where every call that it went through was watched."""
        running, self._running = self._running, False
        if not running or not (self._given or self._touched) or self._spoilt or during.error:
            return
        pulled = [c for c in calls if any(during.number in out.pull_norms for out in c.outputs)]
        if not pulled or any(c.index not in self._watched for c in pulled):
            return
        try:
            through = Through([_split(target) for target in self._touched.values() if target.whole is not None])
            self._left(during, alive, through)
            self.found[during.number] = through
        except Exception:
            self.found.pop(during.number, None)

    def _left(self, during: Pass, alive: Mapping[int, Tensor], through: Through) -> None:
        parts: dict[int, list[np.ndarray]] = {}
        for index, given in self._given.items():
            through.calls[index] = float(sum(part @ part for part in given.values()) ** 0.5)
            for key, part in given.items():
                parts.setdefault(key, []).append(part)
        for key, whole in during.contributions.items():
            p = alive.get(key)
            if p is None or key not in parts or p._backward_hooks:
                continue  # Used outside of calls only, or its gradient is changed on arrival.
            came = np.sum(parts[key], axis=0)
            left = whole.astype(np.float64) - came
            scale = sum(float(np.linalg.norm(part)) for part in parts[key]) + float(np.linalg.norm(whole))
            norm = float(np.linalg.norm(left))
            if not norm > _ROUNDING * self._precision.get(key, 1.0) * scale:
                through.parameters[key] = Left(float(np.linalg.norm(came)), 0.0, 0.0)
                continue
            weights = sketch(p).astype(np.float64)
            alike = max(_cosine(left, weights), _cosine(left, np.sign(weights)))
            through.parameters[key] = Left(float(np.linalg.norm(came)), norm, alike)

    # Hooks on the nodes of one call's graph.

    def _watch(self, call: Call, given: Sequence[Tensor], roots: list[Any]) -> None:
        fed = {t.grad_fn: t for t in given if t.grad_fn is not None}
        edges: dict[Any, list[_Edge]] = {}
        visited = {root for root in roots if root not in fed}
        _walk(list(visited), visited, fed, call.index, edges, inside=True)
        before = [node for node in fed if not _made_by_another(node, call.index)]
        visited.update(before)
        _walk(before, visited, {}, call.index, edges, inside=False)
        targets: dict[Any, _Target | None] = {}
        for node, found in edges.items():
            wanted: list[tuple[int, int | _Target]] = []
            for place, key, below, number in found:
                if key is not None:
                    wanted.append((place, key))
                    continue
                if (below, number) not in targets:
                    targets[below, number] = self._target(below, number, fed.get(below), call)
                target = targets[below, number]
                if target is not None:
                    wanted.append((place, target))
            if wanted and _WATCHED not in node.metadata:
                node.metadata[_WATCHED] = True
                node.register_hook(self._arrived(call, wanted))

    def _target(self, node: Any, number: int, tensor: Tensor | None, call: Call) -> _Target | None:
        """What is known of the gradient at this node's output; None where the user changes it on arrival."""
        if tensor is not None and tensor._backward_hooks:
            return None
        known: dict[int, _Target] = node.metadata.setdefault(_TARGET, {})
        if number not in known:
            known[number] = _Target(*node.metadata.get(_MADE, {}).get(number, (None, 0)))
            node.register_prehook(self._whole(known[number], number))
        known[number].consumers.add(call.index)
        return known[number]

    def _whole(self, target: _Target, number: int) -> Callable[[Any], None]:
        def arrived(gradients: Sequence[Tensor | None]) -> None:
            if self._running and number < len(gradients) and gradients[number] is not None:
                self._touched[id(target)] = target
                part = _entries(gradients[number])
                target.whole = part if target.whole is None else target.whole + part
                target.scale += float(np.linalg.norm(part)) * _precision(gradients[number])

        return arrived

    def _arrived(self, call: Call, wanted: list[tuple[int, int | _Target]]) -> Callable[[Any, Any], None]:
        index, net = call.index, call.net

        def arrived(gradients: Sequence[Tensor | None], _: Any) -> None:
            if not self._running:
                return
            try:
                for place, to in wanted:
                    gradient = gradients[place] if place < len(gradients) else None
                    if gradient is None:
                        continue
                    part = _entries(gradient)
                    if isinstance(to, _Target):
                        self._touched[id(to)] = to
                        to.parts[net] = to.parts[net] + part if net in to.parts else part
                        to.scale += float(np.linalg.norm(part)) * _precision(gradient)
                    else:
                        given = self._given.setdefault(index, {})
                        given[to] = given[to] + part if to in given else part
                        self._precision[to] = max(_precision(gradient), self._precision.get(to, 0.0))
            except Exception:
                self._spoilt = True

        return arrived


def _walk(
    waiting: list[Any],
    visited: set[Any],
    stops: Mapping[Any, Tensor],
    call: int,
    edges: dict[Any, list[_Edge]],
    *,
    inside: bool,
) -> None:
    """Visit the graph below the nodes `waiting`, down to `stops` and what other calls returned.

    `edges` gets the edges of each node that end at a tensor that was fed, and `inside` a call those at parameters.
    """
    while waiting:
        if len(visited) > _VISITED:
            raise OverflowError("the graph is too large")
        node = waiting.pop()
        for place, (below, number) in enumerate(node.next_functions):
            if below is None:
                continue
            variable = None if below.next_functions else getattr(below, "variable", None)
            if isinstance(variable, Tensor):
                if inside:
                    edges.setdefault(node, []).append((place, id(variable), None, 0))
            elif below in stops or _made_by_another(below, call):
                edges.setdefault(node, []).append((place, None, below, number))
            else:
                if number in below.metadata.get(_MADE, {}):  # One output of the call is made from another.
                    edges.setdefault(node, []).append((place, None, below, number))
                if below in visited:
                    continue
                visited.add(below)
                waiting.append(below)


def _made_by_another(node: Any, call: int) -> bool:
    return any(maker != call for maker, _ in node.metadata.get(_MADE, {}).values())


def _split(target: _Target) -> Pulled:
    whole = target.whole
    assert whole is not None
    outside = whole - np.sum(list(target.parts.values()), axis=0) if target.parts else whole
    norm = float(np.linalg.norm(outside))
    return Pulled(
        target.source,
        target.place,
        tuple(sorted(target.consumers)),
        {net: float(np.linalg.norm(part)) for net, part in target.parts.items()},
        norm if norm > _ROUNDING * target.scale else 0.0,
    )


def _entries(gradient: Tensor | None) -> np.ndarray:
    assert gradient is not None
    return sketch(gradient).astype(np.float64)


def _precision(gradient: Tensor | None) -> float:
    assert gradient is not None
    return float(torch.finfo(gradient.dtype).eps)


def _cosine(a: np.ndarray, b: np.ndarray) -> float:
    size = float(np.linalg.norm(a) * np.linalg.norm(b))
    return float(a @ b) / size if size else 0.0


def returned_by_a_net(node: Any) -> bool:
    """Whether a node of a graph made what a net returned."""
    return _MADE in node.metadata


def _of(node: Any) -> dict[str, Any]:
    known: dict[str, Any] = node.metadata
    return known
