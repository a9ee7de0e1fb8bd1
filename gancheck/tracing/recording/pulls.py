"""What backward passes pull on: gradients at the outputs of nets, heard at the nodes of the graph that made them."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import torch
from torch import Tensor

from gancheck.tracing.recording.arena import Arena
from gancheck.tracing.recording.events import Output, Pass, Slopes
from gancheck.tracing.recording.fingerprint import flat
from gancheck.tracing.recording.linking import SCORES
from gancheck.tracing.recording.reach import maker_of
from gancheck.tracing.recording.record import Record


class Pulls:
    """Listens at outputs and at gradient penalties until the record is full."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._remembered = weakref.ref(record)

    def on_output(self, tensor: Tensor) -> Output:
        """What a net returned, and from now on what is pulled on it."""
        arena, few = self._record.arena, tensor.numel() <= SCORES
        # What float32 does not tell is read at once.
        output = Output(values=flat(tensor, arena) if few and tensor.dtype == torch.float64 else None)
        if tensor.grad_fn is not None:
            output.made_by = maker_of(tensor)
            self._listen(tensor, partial(_pulled, output, arena if few else None))
        return output

    def on_slopes(self, slopes: Slopes, gradient: Tensor) -> None:
        """From now on, what flows back through `gradient`, which `autograd.grad` returned."""
        if gradient.grad_fn is not None:
            self._listen(gradient, partial(_flowed_back, slopes))

    def _listen(self, tensor: Tensor, then: Callable[[Tensor, Pass], None]) -> None:
        """`then` gets the gradient of `tensor` and the pass that brings it."""
        remembered, number = self._remembered, tensor.output_nr

        def heard(gradients: Sequence[Tensor | None]) -> None:
            record = remembered()
            if record is None or record.full or record.during is None or number >= len(gradients):
                return
            gradient = gradients[number]
            if gradient is None:
                return
            try:
                then(gradient, record.during)
            except Exception as error:
                record.trouble(error)

        node: Any = tensor.grad_fn
        node.register_prehook(heard)


def _pulled(output: Output, arena: Arena | None, gradient: Tensor, during: Pass) -> None:
    """A backward pass pulled on an output; the gradients at its values are kept in the arena."""
    now = during.number
    if arena is not None:
        values = flat(gradient, arena)
        output.pulls[now] = output.pulls[now] + values if now in output.pulls else values
        norm = float((values @ values) ** 0.5)
    else:
        norm = float(torch.linalg.vector_norm(gradient.detach().float()))
    output.pull_norms[now] = output.pull_norms.get(now, 0.0) + norm


def _flowed_back(slopes: Slopes, gradient: Tensor, during: Pass) -> None:
    """A backward pass flowed back through a gradient penalty."""
    now = during.number
    part = gradient.detach().clone() if slopes.kept else torch.zeros(0)
    slopes.pulls[now] = slopes.pulls[now] + part if now in slopes.pulls else part
