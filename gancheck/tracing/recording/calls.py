"""Forward calls of nets, as torch's hooks on all modules tell of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import get_ident
from typing import Any

import torch
from torch import Tensor, nn
from torch._C._functorch import is_functorch_wrapped_tensor

from gancheck.tracing.place import here
from gancheck.tracing.recording.changes import Changes
from gancheck.tracing.recording.direct import DirectCalls
from gancheck.tracing.recording.events import Call
from gancheck.tracing.recording.gradients import Gradients
from gancheck.tracing.recording.known import Known
from gancheck.tracing.recording.linking import Links
from gancheck.tracing.recording.nets import Net
from gancheck.tracing.recording.pulls import Pulls
from gancheck.tracing.recording.raw import RawTensors
from gancheck.tracing.recording.reach import made_by_own_function, reach_of
from gancheck.tracing.recording.record import Record
from gancheck.tracing.recording.routes import Routes


class Calls:
    """Writes down the outermost call of each net: what went in and where it came from, what came out."""

    def __init__(
        self,
        record: Record,
        links: Links,
        pulls: Pulls,
        routes: Routes,
        raw: RawTensors,
        changes: Changes,
        gradients: Gradients,
        stop: Callable[[], None],
    ) -> None:
        self._record, self._links, self._pulls, self._routes = record, links, pulls, routes
        self._raw, self._changes, self._gradients = raw, changes, gradients
        self._direct = DirectCalls(self.entered, self.left, lambda: record.calling or record.full)
        self._known = Known(record, self._direct)
        self._stop = stop
        self._open: tuple[nn.Module, Net] | None = None
        self._depth = 0

    def release(self) -> None:
        """Put back every `forward` that was wrapped."""
        self._direct.release()

    def entered(self, module: nn.Module, args: tuple[Any, ...]) -> None:
        """A module's call begins."""
        record = self._record
        if torch.compiler.is_compiling() or get_ident() != record.thread:
            return
        if self._open is not None:
            self._depth += 1
            self._open[1].uses(module)
        elif record.full:
            self._stop()  # Not sooner: an optimizer that is stepping still goes through its hooks.
        elif torch._C._get_tracing_state() is None:
            self._begin(module)

    def left(self, module: nn.Module, args: tuple[Any, ...], *rest: Any) -> None:
        """A module's call is over."""
        if torch.compiler.is_compiling() or get_ident() != self._record.thread or self._open is None:
            return
        if self._depth > 0:
            self._depth -= 1
        elif self._open[0] is module:
            # When the call raised, torch leaves the keywords out and gives None for the output.
            kwargs, output = rest if len(rest) == 2 else ({}, None)
            self._end(module, (*args, *kwargs.values()), output)

    def _begin(self, module: nn.Module) -> None:
        record = self._record
        record.at_work = True
        try:
            self._changes.look_if_by_hand("a call")
            net = self._known.net(module) if self._known.called_by_hooks(module) else None
            if net is not None:
                self._gradients.watch()
                net.uses(module)
                self._open, self._depth, record.calling = (module, net), 0, True
        except Exception as error:
            record.trouble(error)
        finally:
            record.at_work = False

    def _end(self, module: nn.Module, arguments: Sequence[Any], output: Any) -> None:
        record = self._record
        assert self._open is not None
        net, self._open, record.calling = self._open[1], None, False
        # A call inside a backward pass runs again for checkpointing: it is none of the loop's.
        if record.during is not None or record.full:
            return
        record.at_work = True
        try:
            self._called(net, module, arguments, output)
        except Exception as error:
            record.trouble(error)
        finally:
            record.at_work = False

    def _called(self, net: Net, module: nn.Module, arguments: Sequence[Any], output: Any) -> None:
        given = _tensors(arguments)
        returned = _tensors([output])
        if not returned or any(is_functorch_wrapped_tensor(tensor) for tensor in given):
            return
        record = self._record
        followed = [self._raw.call_behind(tensor) for tensor in given]
        index = len(record.calls)
        call = Call(
            time=record.tick(),
            index=index,
            net=net.number,
            place=here(),
            training=module.training,
            grad=torch.is_grad_enabled(),
            version=net.version,
            outputs=[self._pulls.on_output(tensor) for tensor in returned],
            statistics_moved=net.statistics_moved(),
            modes=net.modes(),
            reaches=tuple(reach_of(t) for t in given),
            turned=tuple(made_by_own_function(t) for t in given),
        )
        record.calls.append(call)
        self._links.called(call, given, returned, followed)
        for tensor in returned:
            self._raw.made(tensor, index)
        self._routes.called(call, given, returned)


def _tensors(things: Any, depth: int = 3) -> list[Tensor]:
    """The tensors in arguments or results, also inside lists, tuples and dicts."""
    found: list[Tensor] = []
    for thing in things.values() if isinstance(things, dict) else things:
        if isinstance(thing, Tensor):
            found.append(thing)
        elif isinstance(thing, (list, tuple, dict)) and depth:
            found += _tensors(thing, depth - 1)
    return found
