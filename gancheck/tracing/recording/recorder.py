"""What watches: hooks on torch itself, none on the user's modules and tensors, that write down what happens.

Nothing that is watched changes, bit for bit: hooks read and copy, draw no random numbers, and raise nothing.
"""

from __future__ import annotations

import math
import sys
import threading
import weakref
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch._C._functorch import is_functorch_wrapped_tensor
from torch.nn.modules import module as module_hooks
from torch.nn.modules.module import register_module_forward_hook, register_module_forward_pre_hook
from torch.optim import Optimizer
from torch.optim.optimizer import register_optimizer_step_post_hook, register_optimizer_step_pre_hook

from gancheck.tracing.place import here
from gancheck.tracing.recording.accumulators import Accumulators
from gancheck.tracing.recording.copies import Copies
from gancheck.tracing.recording.dataflow import Dataflow, Functional, nothing_else_watches
from gancheck.tracing.recording.direct import DirectCalls, calling_forward
from gancheck.tracing.recording.events import Call, Change, Output, Pass, Piece, Seen, Slopes, Step
from gancheck.tracing.recording.fingerprint import flat, see
from gancheck.tracing.recording.linking import Links
from gancheck.tracing.recording.losses import Losses
from gancheck.tracing.recording.names import name_of
from gancheck.tracing.recording.nets import Net
from gancheck.tracing.recording.optimizers import Optimizers, parameters_of, settings_of
from gancheck.tracing.recording.reach import made_by_own_function, maker_of, reach_of
from gancheck.tracing.recording.routes import Routes
from gancheck.tracing.recording.sketches import sketch

# Where torch finds the engine that runs both `backward` and `autograd.grad`.
_AUTOGRAD: Any = torch.autograd
# Values of an output kept with their gradients: scores of a few minibatches, not images.
_SCORES = 16_384
# Passes before which parameters are looked at (later only at optimizer steps).
_LOOKED_AT = 24
# Gradient penalties whose tensors are kept from the beginning; then one in as many.
_PENALTIES = 12
# Steps of an optimizer of which the gradient's norm is taken over all its entries.
_EXACT_NORMS = 24
# Steps before which a net whose name is not its own is named again.
_NAMED = 4
# Steps before which every net is looked at; later those whose optimizer steps.
_ALL_LOOKED_AT = 12


class Recorder:
    """Everything seen, in order: `calls`, `passes`, `slopes`, `steps`, `changes`; `nets` and optimizers by number."""

    def __init__(self, steps: int, on_full: Callable[[], None]) -> None:
        self.wanted, self._on_full = steps, on_full
        self.calls: list[Call] = []
        self.passes: list[Pass] = []
        self.slopes: list[Slopes] = []
        self.steps: list[Step] = []
        self.changes: list[Change] = []
        self.nets: list[Net] = []
        self.troubles: list[str] = []
        self.full = False
        self.filled = False
        self._compiled_before = _compiled()
        self.reliable_from = 0
        self._unreliable = False
        self.optimizers = Optimizers(self._forget_nets)
        self.gradients_at_start: dict[int, np.ndarray] = {}
        self.links = Links()
        self.copies = Copies()
        self.routes = Routes()
        self.losses = Losses()
        self.alive: dict[int, Tensor] = {}
        self._accumulators = Accumulators(self._contributed)
        self._direct = DirectCalls(self._entered, self._left, lambda: self._open is not None or self.full)
        self._called_by_hooks: set[int] = set()
        self._net_of: dict[int, Net | None] = {}
        self._modules: list[nn.Module] = []
        self._shared_names: set[str] = set()
        self._time = 0
        self._thread = threading.get_ident()
        self._open: tuple[nn.Module, Net] | None = None
        self._depth = 0
        self._pass: Pass | None = None
        self._stepping: tuple[int, Step] | None = None
        self._counts: dict[int, int] = {}
        self._handles: list[Any] = []
        self._dataflow: Dataflow | None = None
        self._raw: dict[int, int] = {}
        self._clipping = False
        self._warns: Any = None
        self._original: Any = None

    # Watching begins and ends.

    def start(self) -> None:
        """Put the hooks on."""
        self.optimizers.start()
        for optimizer in self.optimizers.known:
            for p in parameters_of(optimizer):
                if p.grad is not None and not p.grad.is_sparse and p.grad.any():
                    self.gradients_at_start[id(p)] = sketch(p.grad)
        self._handles = [
            register_module_forward_pre_hook(self._entered),
            register_module_forward_hook(self._left, with_kwargs=True, always_call=True),
            register_optimizer_step_pre_hook(self._before_step),
            register_optimizer_step_post_hook(self._after_step),
        ]
        # torch warns that hooks on all modules see a compiled module twice: these count it once.
        self._warns = module_hooks._has_any_global_hook
        ours = {handle.id for handle in self._handles}
        module_hooks._has_any_global_hook = lambda: _others_hook(ours)
        self._original = _AUTOGRAD._engine_run_backward
        _AUTOGRAD._engine_run_backward = self._backward

    def stop(self) -> None:
        """Take every hook off; safe to call twice."""
        self.full = True
        for handle in self._handles:
            handle.remove()
            for remembered in (
                module_hooks._global_forward_hooks_with_kwargs,
                module_hooks._global_forward_hooks_always_called,
            ):
                remembered.pop(handle.id, None)  # torch forgets to.
        self._handles = []
        if self._original is not None:
            _AUTOGRAD._engine_run_backward = self._original
            self._original = None
        if self._warns is not None:
            module_hooks._has_any_global_hook = self._warns
            self._warns = None
        self._follow_no_longer()
        self.optimizers.stop()
        self._accumulators.release()
        self._direct.release()
        self.links.release()

    @property
    def held(self) -> list[frozenset[int]]:
        """The identities of the parameters of each optimizer."""
        return [frozenset(map(id, parameters_of(optimizer))) for optimizer in self.optimizers.known]

    def _tick(self) -> int:
        self._time += 1
        return self._time

    def _elsewhere(self) -> bool:
        tracing = torch._C._get_tracing_state() is not None
        return self.full or tracing or threading.get_ident() != self._thread

    def _trouble(self, error: Exception) -> None:
        text = f"{type(error).__name__}: {error}"
        if text not in self.troubles:
            self.troubles.append(text)

    # Nets.

    def _forget_nets(self) -> None:
        """An optimizer was made: which module is called as one net may have changed."""
        self._net_of = {}

    def _net(self, module: nn.Module) -> Net | None:
        """The net that `module` is; None for one without parameters, or one that holds several optimizers' nets."""
        if id(module) in self._net_of:
            return self._named(self._net_of[id(module)], module)
        # Inside a transform of torch.func there are only stand-ins.
        parameters = [p for p in module.parameters() if not is_functorch_wrapped_tensor(p)]
        net = None
        owners = self.optimizers.owners()
        owning = {owners[id(p)] for p in parameters if id(p) in owners}
        if parameters and len(owning) < 2 and not isinstance(module, torch.jit.ScriptModule):
            ids = frozenset(id(p) for p in parameters)
            net = next((known for known in self.nets if known.ids == ids), None)
            if net is None:
                net = Net(len(self.nets), name_of(module), module)
                self.nets.append(net)
                for p in parameters:
                    self.alive[id(p)] = p
        self._net_of[id(module)] = net
        self._modules.append(module)  # Alive, so that its identity stays its own.
        return self._named(net, module)

    def _named(self, net: Net | None, module: nn.Module) -> Net | None:
        """The net; if others have its name, as in a class that wraps each of them, with the name that it has now."""
        if net is not None and len(self.steps) < _NAMED:
            if net.name in self._shared_names:
                net.name = name_of(module)
            if any(net is not other and net.name == other.name for other in self.nets):
                self._shared_names.add(net.name)
        return net

    def _by_hooks(self, module: nn.Module) -> bool:
        """Whether torch's hooks see the outermost call; where they don't, the class is wrapped for the next call."""
        if id(module) in self._called_by_hooks:
            return True
        outer = calling_forward(module)
        if outer is not None and self._net(outer) is not None:
            self._direct.wrap(outer)
            self._unreliable = True
            return False
        self._called_by_hooks.add(id(module))
        return True

    def _watch_gradients(self) -> None:
        for net in self.nets:
            self._accumulators.watch(net.parameters)
        for optimizer in self.optimizers.known:
            self._accumulators.watch(parameters_of(optimizer))

    # Forward calls.

    def _entered(self, module: nn.Module, args: tuple[Any, ...]) -> None:
        if torch.compiler.is_compiling() or self._elsewhere():
            if self.full and threading.get_ident() == self._thread and not torch.compiler.is_compiling():
                self.stop()  # Not sooner: an optimizer that is stepping still goes through its hooks.
            return
        if self._open is not None:
            self._depth += 1
            self._open[1].uses(module)
            return
        try:
            if (not self._counts or self._clipping) and self._stepping is None:
                self._look("a call")  # Parameters that are changed by hand may change at any time.
            net = self._net(module) if self._by_hooks(module) else None
            if net is not None:
                self._watch_gradients()
                net.uses(module)
        except Exception as error:
            self._trouble(error)
            net = None
        if net is not None:
            self._open, self._depth = (module, net), 0

    def _left(self, module: nn.Module, args: tuple[Any, ...], *rest: Any) -> None:
        # When the call raised, torch leaves the keywords out and gives None for the output.
        kwargs, output = rest if len(rest) == 2 else ({}, None)
        if torch.compiler.is_compiling() or self._elsewhere() or self._open is None:
            return
        if self._depth > 0:
            self._depth -= 1
            return
        opened, net = self._open
        if opened is not module:
            return
        self._open = None
        if self._pass is not None:  # Run again for checkpointing: not a call of the loop.
            return
        try:
            self._called(net, module, (*args, *kwargs.values()), output)
        except Exception as error:
            self._trouble(error)

    def _called(self, net: Net, module: nn.Module, arguments: Sequence[Any], output: Any) -> None:
        given = _tensors(arguments)
        returned = _tensors([output])
        if not returned or any(is_functorch_wrapped_tensor(t) for t in given):
            return
        index = len(self.calls)
        origins = tuple(self._origin(tensor) for tensor in given)
        inputs = tuple(seen for seen, _ in origins)
        call = Call(
            time=self._tick(),
            index=index,
            net=net.number,
            place=here(),
            training=module.training,
            grad=torch.is_grad_enabled(),
            version=net.version,
            inputs=inputs,
            origins=tuple(pieces for _, pieces in origins),
            outputs=[],
            statistics_moved=net.statistics_moved(),
            modes=net.modes(),
            reaches=tuple(reach_of(t) for t in given),
            turned=tuple(made_by_own_function(t) for t in given),
        )
        self.calls.append(call)
        self.links.called(index)
        for tensor in returned:
            call.outputs.append(self._returned(index, tensor))
            if self._dataflow is not None:
                self._dataflow.made(tensor, index)
        self.routes.called(call, given, returned)

    def _returned(self, index: int, tensor: Tensor) -> Output:
        """What the call number `index` returned, and from now on what is pulled on it."""
        few = tensor.numel() <= _SCORES and tensor.is_floating_point()
        out = Output(see(tensor), flat(tensor) if few else None)
        self.links.made(index, tensor, out.seen)
        if tensor.grad_fn is not None:
            out.made_by = maker_of(tensor)
            tensor.grad_fn.register_prehook(self._hearing(tensor.output_nr, partial(_pulled, out)))
        return out

    def _origin(self, tensor: Tensor) -> tuple[Seen, tuple[Piece, ...]]:
        seen, pieces = self.links.origin(tensor)
        if self._dataflow is not None and all(piece.call is None for piece in pieces):
            behind = self._dataflow.calls_behind(tensor)
            if behind:
                pieces = (Piece(0, len(seen.rows), max(behind), "followed"),)
                self.links.found(pieces)
        return seen, pieces

    # Nets over raw tensors.

    def _follow_tensors(self, step: Step) -> None:
        """Switch on what hooks cannot do, when an optimizer steps parameters that belong to no net."""
        covered = frozenset().union(*(net.ids for net in self.nets)) if self.nets else frozenset()
        lost = not any(p in covered for p in step.applied)
        if not (lost or self._fakes_lost()) or not nothing_else_watches() or _compiled() > self._compiled_before:
            return
        self._dataflow = Dataflow(self._owner, self._functional, self._busy, self._trouble)
        self._dataflow.__enter__()  # type: ignore[no-untyped-call]
        self._unreliable = self._unreliable or lost

    def _follow_no_longer(self) -> None:
        """Take the mode off; inside a torch function, where it is off for a moment, a later call does."""
        if self._dataflow is not None and _on_top(self._dataflow):
            self._dataflow.__exit__(None, None, None)  # type: ignore[no-untyped-call]
            self._dataflow = None

    def _fakes_lost(self) -> bool:
        """Whether outputs of a net that makes fakes went nowhere that is known: into D, changed beyond recognition."""
        if len(self.steps) < 2 or len(self.steps) > 6:
            return False
        used = {p.call for call in self.calls for pieces in call.origins for p in pieces if p.call is not None}
        if not used:
            return len(self.nets) > 1
        makers = {self.calls[index].net for index in used}
        return any(
            call.net in makers and call.index not in used and not call.outputs[0].pull_norms
            for call in self.calls[-12:-2]
        )

    def _busy(self) -> bool:
        return self.full or self._stepping is not None or self._pass is not None or self._open is not None

    def _owner(self, tensor: Tensor) -> int | None:
        return self._raw.get(id(tensor)) if tensor.is_leaf else None

    def _know_raw(self) -> None:
        covered = {p for net in self.nets for p in net.ids}
        for optimizer in self.optimizers.known:
            free = [p for p in parameters_of(optimizer) if id(p) not in covered and id(p) not in self._raw]
            if free:
                net = Net(len(self.nets), _common_name(free), nn.Module(), free)
                self.nets.append(net)
                for p in free:
                    self._raw[id(p)] = net.number
                    self.alive[id(p)] = p

    def _functional(self, functional: Functional) -> int:
        index = len(self.calls)
        net = self.nets[functional.owner]
        seen, pieces = self.links.origin(functional.given)
        if functional.sources:
            pieces = (Piece(0, len(seen.rows), max(functional.sources), "followed"),)
            self.links.found(pieces)
        out = functional.out
        self.calls.append(
            Call(
                time=self._tick(), index=index, net=net.number, place=here(), training=True,
                grad=out.requires_grad, version=net.version, inputs=(seen,), origins=(pieces,), outputs=[],
            )
        )  # fmt: skip
        self.links.called(index)
        self.calls[index].outputs.append(self._returned(index, out))
        return index

    def _hearing(self, number: int, then: Callable[[Tensor, Pass], None]) -> Callable[[Any], None]:
        """A hook on a node of the graph: `then` gets the gradient of the node's output `number`, and the pass."""
        recorder = weakref.ref(self)

        def heard(gradients: Sequence[Tensor | None]) -> None:
            me = recorder()
            if me is None or me.full or me._pass is None or number >= len(gradients):
                return
            gradient = gradients[number]
            if gradient is None:
                return
            try:
                then(gradient, me._pass)
            except Exception as error:
                me._trouble(error)

        return heard

    # Backward passes.

    def _backward(self, t_outputs: Any, *args: Any, **kwargs: Any) -> Any:
        original = self._original
        if self.full and threading.get_ident() == self._thread:
            self.stop()
        if self._elsewhere() or self._pass is not None or _being_compiled():
            if self._pass is not None:
                self.routes.nested()
            return original(t_outputs, *args, **kwargs)
        try:
            during = self._begin_pass(t_outputs, args, kwargs)
        except Exception as error:
            self._trouble(error)
            return original(t_outputs, *args, **kwargs)
        self._end_if_by_hand()
        self._pass = during
        self.routes.begin()
        try:
            result = original(t_outputs, *args, **kwargs)
        except Exception as error:
            during.error = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise
        finally:
            self._pass = None
        if not during.accumulate:
            try:
                self._taken(during, args, kwargs, result)
            except Exception as error:
                self._trouble(error)
        self.routes.settle(during, self.calls, self.alive)
        return result

    def _begin_pass(self, t_outputs: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Pass:
        if self._dataflow is not None:
            self._dataflow.settle()
        # Parameters that no optimizer holds are changed by hand, between any two passes.
        if (len(self.passes) < _LOOKED_AT or not self._counts or self._clipping) and self._stepping is None:
            self._look("a backward pass")
        self._watch_gradients()
        create_graph = bool(args[2]) if len(args) > 2 else bool(kwargs.get("create_graph", False))
        accumulate = bool(kwargs.get("accumulate_grad", args[5] if len(args) > 5 else True))
        roots = [t for t in t_outputs if isinstance(t, Tensor)]
        loss = float(roots[0].detach()) if len(roots) == 1 and roots[0].numel() == 1 else None
        during = Pass(self._tick(), len(self.passes), here(), accumulate, create_graph, loss)
        self.passes.append(during)
        self.losses.look(during, roots)
        return during

    def _contributed(self, parameter: int, gradient: Tensor) -> None:
        during = self._pass
        if during is None or self.full:
            return
        try:
            self._add(during, parameter, gradient)
        except Exception as error:
            self._trouble(error)

    def _add(self, during: Pass, parameter: int, gradient: Tensor) -> None:
        during.reached.add(parameter)
        part = sketch(gradient)
        known = during.contributions.get(parameter)
        during.contributions[parameter] = part if known is None else known + part

    def _taken(self, during: Pass, args: tuple[Any, ...], kwargs: dict[str, Any], result: Any) -> None:
        """`autograd.grad` returned: gradients of parameters, or D's slopes at its input."""
        inputs = args[3] if len(args) > 3 else kwargs.get("inputs", ())
        if not isinstance(result, tuple):
            return
        for wanted, gradient in zip(inputs, result, strict=False):
            if not isinstance(wanted, Tensor) or gradient is None:
                continue
            if id(wanted) in self.alive or id(wanted) in self._accumulators.known:
                self._add(during, id(wanted), gradient)
                continue
            index = self.links.fed(wanted)
            if index is None:
                continue
            call = self.calls[index]
            call.differentiated = True
            values = call.outputs[0].values
            kept = len(self.slopes) < _PENALTIES or len(self.slopes) % _PENALTIES == 0
            nothing = torch.zeros(0)
            slopes = Slopes(
                time=self._tick(),
                call=index,
                place=during.place,
                points=wanted.detach().clone() if kept else nothing,
                slopes=gradient.detach().clone() if kept else nothing,
                outputs=torch.from_numpy(values) if values is not None else nothing,
                create_graph=during.create_graph,
                kept=kept,
            )
            if kept:
                slopes.real, slopes.fake = self.links.recent(wanted)
            self.slopes.append(slopes)
            if gradient.grad_fn is not None:
                heard = self._hearing(gradient.output_nr, partial(_flowed_back, slopes))
                gradient.grad_fn.register_prehook(heard)

    # Weights and optimizer steps.

    def _look(self, noticed: str, held: frozenset[int] | None = None) -> None:
        """Notice parameters that changed without an optimizer's step, of nets with some in `held` (None: of all)."""
        for net in self.nets:
            moved = net.moved() if held is None or net.ids & held else frozenset()
            if moved:
                top, reached = net.greatest()
                clamp = top if reached and math.isfinite(top) else None
                self._clipping = self._clipping or clamp is not None
                change = Change(self._tick(), net.number, here(), moved, clamp, noticed)
                if not self._counts:
                    change.descent = net.descended()
                self.changes.append(change)

    def _before_step(self, optimizer: Optimizer, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        if self._elsewhere():
            return
        try:
            closure = bool(len(args) > 1 and args[1] is not None) or kwargs.get("closure") is not None
            held = None if len(self.steps) < _ALL_LOOKED_AT else frozenset(map(id, parameters_of(optimizer)))
            self._look("a step", held)
            self._watch_gradients()
            number = self.optimizers.number(optimizer)
            step = Step(
                time=self._tick(),
                optimizer=number,
                place=here(),
                settings=settings_of(optimizer),
                parameters=tuple(id(p) for p in parameters_of(optimizer)),
                applied={},
                missing=frozenset(),
                moved=frozenset(),
                since=len(self.passes) if closure else self._since(number),
                until=len(self.passes),
                norm=0.0,
                closure=closure,
            )
            if not closure:
                self._apply(step, optimizer)
            if self._dataflow is None and not closure and len(self.steps) < 8:
                self._follow_tensors(step)
            if self._dataflow is not None:
                self._know_raw()
            self._stepping = (id(optimizer), step)
        except Exception as error:
            self._trouble(error)

    def _since(self, optimizer: int) -> int:
        return next((step.until for step in reversed(self.steps) if step.optimizer == optimizer), 0)

    def _apply(self, step: Step, optimizer: Optimizer) -> None:
        """Write down the gradient that the optimizer is stepped with."""
        missing, applied, weights, total = set(), {}, {}, 0.0
        for p in parameters_of(optimizer):
            self.alive.setdefault(id(p), p)
            if p.grad is None:
                missing.add(id(p))
            else:
                applied[id(p)] = sketch(p.grad)
                weights[id(p)] = sketch(p)
        gradients = [p.grad for p in parameters_of(optimizer) if p.grad is not None and not p.grad.is_sparse]
        if gradients and self._counts.get(step.optimizer, 0) < _EXACT_NORMS:
            norms = torch._foreach_norm(gradients)
            total = float(torch.linalg.vector_norm(torch.stack([n.double() for n in norms])))
        else:
            total = math.sqrt(sum(float(part @ part) for part in applied.values()))
        step.applied, step.missing, step.norm, step.weights = applied, frozenset(missing), total, weights

    def _after_step(self, optimizer: Optimizer, _args: Any, _kwargs: Any) -> None:
        if self._elsewhere() or self._stepping is None or self._stepping[0] != id(optimizer):
            return
        step, self._stepping = self._stepping[1], None
        try:
            if step.closure:
                if step.until == len(self.passes):  # The closure ran no backward pass: it came before.
                    step.since = self._since(step.optimizer)
                step.until = len(self.passes)
                self._apply(step, optimizer)
            moved: set[int] = set()
            for net in self.nets:
                if net.ids & set(step.parameters):
                    moved |= net.moved()
            step.moved = frozenset(moved)
            self.steps.append(step)
            if self._unreliable:  # Until here calls were missed.
                self._unreliable, self.reliable_from = False, self._time
            self._counts[step.optimizer] = self._counts.get(step.optimizer, 0) + 1
            self.copies.look(len(self.steps), self.nets, self.optimizers.known)
        except Exception as error:
            self._trouble(error)
        self._end_if_full()

    def _end_if_by_hand(self) -> None:
        """Without any optimizer there are no steps to count."""
        if not self._counts and sum(during.accumulate for during in self.passes) > 8 * self.wanted:
            self._end()

    def _end_if_full(self) -> None:
        counts = self._counts.values()
        enough = min(counts) >= self.wanted or max(counts) >= 12 * self.wanted
        # One optimizer that steps alone may be a pre-training: the other player's turn comes later.
        if enough and (len(counts) > 1 or max(counts) >= 4 * self.wanted):
            self._end()

    def _end(self) -> None:
        self.full = self.filled = True
        self._follow_no_longer()
        self._on_full()


def _pulled(output: Output, gradient: Tensor, during: Pass) -> None:
    """A backward pass pulled on an output."""
    now = during.number
    if output.values is not None and gradient.numel() == len(output.values):
        values = flat(gradient).copy()
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


def _tensors(things: Any, depth: int = 3) -> list[Tensor]:
    """The tensors in arguments or results, also inside lists, tuples and dicts."""
    found: list[Tensor] = []
    for thing in things.values() if isinstance(things, dict) else things:
        if isinstance(thing, Tensor):
            found.append(thing)
        elif isinstance(thing, (list, tuple, dict)) and depth:
            found += _tensors(thing, depth - 1)
    return found


def _being_compiled() -> bool:
    """Whether tensors are stand-ins now: torch.compile traces backward passes too."""
    keys = torch._C._TorchDispatchModeKey
    return torch.compiler.is_compiling() or any(
        torch._C._get_dispatch_mode(key) is not None for key in (keys.FAKE, keys.FUNCTIONAL, keys.PROXY)
    )


def _others_hook(ours: set[int]) -> bool:
    """Whether any hook on all modules is not one of these."""
    every = (
        module_hooks._global_backward_pre_hooks,
        module_hooks._global_backward_hooks,
        module_hooks._global_forward_hooks,
        module_hooks._global_forward_pre_hooks,
        module_hooks._global_forward_hooks_always_called,
        module_hooks._global_forward_hooks_with_kwargs,
    )
    return any(key not in ours for hooks in every for key in hooks)


def _compiled() -> int:
    """How many frames torch.compile has compiled: it cannot while every torch function is followed."""
    dynamo = sys.modules.get("torch._dynamo.utils")
    return sum(dynamo.counters["frames"].values()) if dynamo is not None else 0


def _common_name(parameters: list[Tensor]) -> str:
    """What the names of raw tensors have in common: `G_W1` and `G_b1` are of `G`."""
    names = [name_of(p) for p in parameters]
    common = _common_start(names).rstrip("_.[0123456789")
    return common or names[0]


def _common_start(names: list[str]) -> str:
    """The characters that all names begin with."""
    first, last = min(names), max(names)
    same = next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last)))
    return first[:same]


def _on_top(mode: Dataflow) -> bool:
    length = torch._C._len_torch_function_stack()
    return length > 0 and torch._C._get_function_stack_at(length - 1) is mode
