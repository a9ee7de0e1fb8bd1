"""Backward passes, and gradients that `autograd.grad` returns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from gancheck.tracing.place import here
from gancheck.tracing.recording.changes import Changes
from gancheck.tracing.recording.compiling import being_compiled
from gancheck.tracing.recording.events import Call, Pass, Slopes
from gancheck.tracing.recording.gradients import Gradients
from gancheck.tracing.recording.linking import Links
from gancheck.tracing.recording.losses import Losses
from gancheck.tracing.recording.pulls import Pulls
from gancheck.tracing.recording.raw import RawTensors
from gancheck.tracing.recording.record import Record
from gancheck.tracing.recording.routes import Routes

# Gradient penalties whose tensors are kept from the beginning; then one in as many.
_PENALTIES = 12


class Passes:
    """Stands in the engine's place: runs it, and writes down what it was asked for and what came."""

    def __init__(
        self,
        record: Record,
        links: Links,
        pulls: Pulls,
        routes: Routes,
        raw: RawTensors,
        changes: Changes,
        gradients: Gradients,
    ) -> None:
        self._record, self._links, self._pulls, self._routes = record, links, pulls, routes
        self._raw, self._changes, self._gradients = raw, changes, gradients
        self._losses = Losses()

    def run(self, engine: Any, begun: Callable[[], None], outputs: Any, *args: Any, **kwargs: Any) -> Any:
        """Run the `engine` as torch would; `begun` is called when a pass is about to begin."""
        record = self._record
        if record.elsewhere() or record.during is not None or being_compiled():
            if record.during is not None:
                self._routes.nested()
            return engine(outputs, *args, **kwargs)
        record.at_work = True
        try:
            during = self._begin(outputs, args, kwargs)
        except Exception as error:
            record.trouble(error)
            return engine(outputs, *args, **kwargs)
        finally:
            record.at_work = False
        begun()
        record.during = during
        self._routes.begin()
        try:
            result = engine(outputs, *args, **kwargs)
        except Exception as error:
            during.error = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise
        finally:
            record.during = None
        if not during.accumulate:
            record.at_work = True
            try:
                self._taken(during, args, kwargs, result)
            except Exception as error:
                record.trouble(error)
            finally:
                record.at_work = False
        self._routes.settle(during, record.calls, record.alive)
        return result

    def _begin(self, outputs: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Pass:
        record = self._record
        self._raw.settle()
        self._changes.look_before_a_pass()
        self._gradients.watch()
        create_graph = bool(args[2]) if len(args) > 2 else bool(kwargs.get("create_graph", False))
        accumulate = bool(kwargs.get("accumulate_grad", args[5] if len(args) > 5 else True))
        roots = [t for t in outputs if isinstance(t, Tensor)]
        loss = float(roots[0].detach()) if len(roots) == 1 and roots[0].numel() == 1 else None
        during = Pass(record.tick(), len(record.passes), here(), accumulate, create_graph, loss)
        record.passes.append(during)
        self._losses.look(during, roots)
        return during

    def _taken(self, during: Pass, args: tuple[Any, ...], kwargs: dict[str, Any], result: Any) -> None:
        """`autograd.grad` returned: gradients of parameters, or D's slopes at its input."""
        inputs = args[3] if len(args) > 3 else kwargs.get("inputs", ())
        if not isinstance(result, tuple):
            return
        for wanted, gradient in zip(inputs, result, strict=False):
            if not isinstance(wanted, Tensor) or gradient is None:
                continue
            if self._gradients.taken(wanted, gradient, during):
                continue
            self._links.settle()
            call = self._links.fed(wanted)
            if call is not None:
                self._differentiated(call, wanted, gradient, during)

    def _differentiated(self, call: Call, points: Tensor, gradient: Tensor, during: Pass) -> None:
        """The gradient of a call with respect to its input `points` was taken."""
        record = self._record
        call.differentiated = True
        values = call.outputs[0].values
        kept = len(record.slopes) < _PENALTIES or len(record.slopes) % _PENALTIES == 0
        nothing = torch.zeros(0)
        slopes = Slopes(
            time=record.tick(),
            call=call.index,
            place=during.place,
            points=points.detach().clone() if kept else nothing,
            slopes=gradient.detach().clone() if kept else nothing,
            outputs=torch.from_numpy(values) if values is not None else nothing,
            create_graph=during.create_graph,
            kept=kept,
        )
        if kept:
            slopes.real, slopes.fake = self._links.recent(points)
        record.slopes.append(slopes)
        self._pulls.on_slopes(slopes, gradient)
