"""A monitor in a script that knows nothing of it: `gancheck trace --monitor`.

When the tracer has seen who the players are and which lines feed D real data, this goes on where it ends: it keeps real
rows and inputs of the generator as they pass, and then makes a monitor of them, which steps with the generator. It runs
in the script's process.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.modules.module import register_module_forward_pre_hook
from torch.optim import Optimizer
from torch.optim.optimizer import register_optimizer_step_post_hook

from gancheck.monitoring import Monitor
from gancheck.stability.measuring.faults import UserFault
from gancheck.stability.monitor import Alarm
from gancheck.tracing.loop.kinds import placed
from gancheck.tracing.loop.pair import Claims, Pair
from gancheck.tracing.loop.players import Unable, pairings
from gancheck.tracing.place import Place, here
from gancheck.tracing.recording.optimizers import parameters_of
from gancheck.tracing.session import Observed

# Real rows that are kept, half of them for reference, and inputs of the generator that its noise is drawn from.
_ROWS = 2_048
_INPUTS = 4_096


class NotFollowed(ValueError):
    """The monitor cannot follow this training; the message says why, and what to do."""


class Following:
    """Follows the players of a traced training to its end.

    Raises:
        NotFollowed: the players are several pairs, no modules, chains of modules, or fed in a way that real rows or the
            generator's inputs cannot be told.

    """

    def __init__(self, observed: Observed, generator: str | None = None, discriminator: str | None = None) -> None:
        pair = _pair(observed, generator, discriminator)
        self._generator, self._discriminator = _module(pair.generator.nets), _module(pair.discriminator.nets)
        self._parameters = pair.generator.parameters
        self._real_at = _real_calls(pair)
        self._turns: Counter[Place | None] = Counter()
        reading = pair.readings[0]
        self._output = {"logit": "logits", "probability": "probability"}.get(reading.output, "score")
        self._real_label = 0 if reading.real_is == "low" else 1
        self._rows: list[Tensor] = []
        self._inputs: list[tuple[Tensor, ...]] = []
        self._monitor: Monitor | None = None
        self.refusal = ""
        self._calls = register_module_forward_pre_hook(self._called)
        self._steps = register_optimizer_step_post_hook(self._stepped)

    @property
    def kept(self) -> tuple[int, int]:
        """Real rows and inputs of the generator that are kept so far."""
        return sum(map(len, self._rows)), sum(len(inputs[0]) for inputs in self._inputs)

    def finish(self) -> str:
        """Take the hooks off and return the monitor's report as JSON; empty where there was not enough to make one."""
        self._calls.remove()
        self._steps.remove()
        return "" if self._monitor is None else self._monitor.report().to_json()

    def _refuse(self, error: Exception) -> None:
        """See no more: whatever it was, the training goes on."""
        said = isinstance(error, ValueError | UserFault)
        self.refusal = str(error) if said else f"gancheck failed: {type(error).__name__}: {error}"
        self._rows, self._inputs = [], []
        self._calls.remove()  # The other one is being called, perhaps: it stays until the end.

    def _called(self, module: nn.Module, given: tuple[Any, ...]) -> None:
        if torch.compiler.is_compiling() or module not in (self._generator, self._discriminator) or not given:
            return
        try:
            self._keep(module, given)
        except Exception as error:
            self._refuse(error)

    def _keep(self, module: nn.Module, given: tuple[Any, ...]) -> None:
        rows, inputs = self.kept
        if module is self._discriminator and rows < _ROWS and isinstance(given[0], Tensor):
            place = here()
            self._turns[place] += 1
            if (place, self._turns[place]) in self._real_at:
                self._rows.append(given[0].detach().to("cpu", copy=True))
        elif module is self._generator and inputs < _INPUTS and all(isinstance(x, Tensor) for x in given):
            self._inputs.append(tuple(x.detach().to("cpu", copy=True) for x in given))

    def _stepped(self, optimizer: Optimizer, _args: Any, _kwargs: Any) -> None:
        self._turns.clear()
        if self.refusal or not any(id(p) in self._parameters for p in parameters_of(optimizer)):
            return
        try:
            if self._monitor is None:
                rows, inputs = self.kept
                if rows < _ROWS or inputs < _ROWS:
                    return
                self._monitor = self._made()
                self._calls.remove()  # It is on every module of the script.
                self._rows, self._inputs = [], []
            self._monitor.step()
        except Exception as error:
            self._refuse(error)

    def _made(self) -> Monitor:
        pool = tuple(torch.cat(parts) for parts in zip(*self._inputs, strict=True))
        draws = torch.Generator().manual_seed(0)
        device = next(self._generator.parameters()).device

        def noise(n: int) -> tuple[Tensor, ...]:
            chosen = torch.randint(len(pool[0]), (n,), generator=draws)
            return tuple(part[chosen].to(device) for part in pool)

        return Monitor(
            generator=self._generator,
            discriminator=self._discriminator,
            noise=noise,
            data=torch.cat(self._rows),
            output=self._output,  # type: ignore[arg-type]
            real_label=self._real_label,
            on_alarm=_say,
        )


def follow(observed: Observed, generator: str | None = None, discriminator: str | None = None) -> Following:
    """Go on from what was traced. Raises NotFollowed."""
    return Following(observed, generator, discriminator)


def _say(alarm: Alarm) -> None:
    print(f"gancheck monitor: {alarm}", file=sys.stderr, flush=True)


def _pair(observed: Observed, generator: str | None, discriminator: str | None) -> Pair:
    try:
        found = pairings(observed.recorder, generator, discriminator)
    except Unable as unable:
        raise NotFollowed(str(unable)) from None
    if len(found) != 1:
        raise NotFollowed(
            f"There are {len(found)} pairs of players: name one with --generator and --discriminator, "
            "or put a gancheck.Monitor for each into the loop."
        )
    return Pair(observed.recorder, found[0], Claims(), "")


def _module(nets: Sequence[Any]) -> nn.Module:
    if len(nets) != 1 or nets[0].raw:
        what = "raw tensors" if nets[0].raw else f"{len(nets)} modules one after the other"
        raise NotFollowed(f"A player is {what}: put a gancheck.Monitor into the loop, with a function for it.")
    module: nn.Module = nets[0].module
    return module


def _real_calls(pair: Pair) -> frozenset[tuple[Place | None, int]]:
    """The calls of D on real rows alone: their lines, and which call in that line since the last optimizer step."""
    kinds: dict[tuple[Place | None, int], set[str]] = {}
    keys, _ = placed(pair.recorder, pair.judged)
    for judged, key in zip(pair.judged, keys, strict=True):
        kinds.setdefault(key, set()).add(judged.what)
    real = frozenset(key for key, what in kinds.items() if what == {"real"})
    if not real or any(judged.main for judged in pair.judged):
        raise NotFollowed(
            "No call feeds the discriminator real rows alone as its first argument: "
            "put a gancheck.Monitor into the loop, with data=."
        )
    return real
