"""A monitor inside anybody's training loop."""

from __future__ import annotations

import os
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from torch import Tensor

import gancheck
from gancheck.stability.measuring.fakes import Noise, Sample
from gancheck.stability.measuring.faults import UserFault
from gancheck.stability.measuring.measuring import Measuring
from gancheck.stability.measuring.scores import Output
from gancheck.stability.monitor import scalars
from gancheck.stability.monitor.alarm import Alarm, InstabilityWarning, MonitorWarning, alarm
from gancheck.stability.monitor.record import MonitorRecord
from gancheck.stability.monitor.schedule import Schedule
from gancheck.stability.rules import judge
from gancheck.stability.snapshot import Snapshot
from gancheck.stability.state import State, Verdict
from gancheck.theory import Density
from gancheck.versions import versions

OnAlarm = Literal["warn", "stop"] | Callable[[Alarm], Any]
Judge = Callable[[Sequence[Snapshot], int | None], Verdict]

_NO_BUDGET = (
    "How many steps the training takes is not known: only divergence, a JSD that comes back and, with p_data, one that "
    "stalls over half of the steps so far are alarms. Healthy does not say that p_g comes near p_data."
)
_PACKAGE = str(Path(gancheck.__file__).parent)


class Monitor:
    """Follows a GAN while it trains, and says when it goes wrong.

        monitor = gancheck.Monitor(generator=G, discriminator=D, noise=lambda n: torch.randn(n, 8), p_data=ring())
        for step in range(3000):
            ...
            monitor.step(d_loss=d_loss, g_loss=g_loss)
            if monitor.stopped:
                break
        monitor.report().save("monitor.html")

    Nothing of the training changes, bit for bit: it measures in evaluation mode, without gradients, with random numbers
    of its own. Modules and generators of random numbers are put back where they are found in what was given here;
    hooks on the modules are called.

    Args:
        generator: Takes noise to rows of fakes. A module, so that its gradient and drift are followed, or a function.
        discriminator: Takes rows to one number each.
        noise: A function of n to n rows of z, or a Density of z. With a Density on the line and a generator from the
            line to the line p_g is known, and the JSD exact.
        sample: A function of n to n fakes, for a black box, in place of generator and noise.
        p_data: The density that the data are from, where it is known.
        data: Otherwise rows that the GAN is not trained on: a tensor, an array or a Dataset. At most 8192 are kept.
        steps: The steps that the training is going to take, where it is known: the rules judge by it. Without it only
            divergence, a JSD that comes back and, with `p_data`, one that stalls over half of the steps so far are
            alarms, and `healthy` does not say that p_g comes near p_data.
        every: Measure every so many steps. Without it, as often as `share` allows, which depends on the machine, and
            at least 8 times over `steps`, or each time that the steps have doubled.
        share: Of the training time that measuring may take. A run so short that those 8 times are more may take more;
            the report tells what it took, and apart from it what making the monitor did.
        on_alarm: "warn" issues an InstabilityWarning, "stop" sets `stopped` as well; a function is called with the
            Alarm instead. Once for each state.
        samples: Fakes a snapshot; by default 2048, or as many as show that the smallest mode is lost, at most 4096.
        output: What the discriminator returns: "logits", "probability", or "score" for a critic. By default it is
            a probability if its last operation is a sigmoid, and logits otherwise.
        real_label: 0 where the discriminator is trained to say 0 on real rows.
        features: For `data`: takes rows to features `(n, k)`, in which they are compared.
        classify: Takes rows to whole numbers `(n,)`: the classes are the modes.
        clusters: For `data` without classes: how many clusters are the modes; by default as many as separate best.
        tensorboard: A folder for TensorBoard, or a writer.
        seed: Of the random numbers that measuring takes.
        judge: The rules; by default `gancheck.stability.rules.judge`.

    Raises:
        ValueError: Arguments that do not fit together.
        UserFault: `data`, `features` or `classify` failed when the monitor was made. What fails later is said in a
            MonitorWarning, the monitor is `unseen` from then on, and training goes on.

    """

    def __init__(
        self,
        *,
        generator: Callable[..., Any] | None = None,
        discriminator: Callable[[Tensor], Any] | None = None,
        noise: Noise | None = None,
        sample: Sample | None = None,
        p_data: Density | None = None,
        data: Any = None,
        steps: int | None = None,
        every: int | None = None,
        share: float = 0.05,
        on_alarm: OnAlarm = "warn",
        samples: int | None = None,
        output: Output | None = None,
        real_label: int = 1,
        features: Callable[[Tensor], Any] | None = None,
        classify: Callable[[Tensor], Any] | None = None,
        clusters: int | None = None,
        tensorboard: str | os.PathLike[str] | scalars.Writer | None = None,
        seed: int = 0,
        judge: Judge = judge,
    ) -> None:
        begun = time.perf_counter()
        if not callable(on_alarm) and on_alarm not in ("warn", "stop"):
            raise ValueError(f"on_alarm is {on_alarm!r}; it has to be 'warn', 'stop' or a function of an Alarm")
        self._schedule = Schedule(steps, every, share)
        self._writer = None if tensorboard is None else scalars.writer(tensorboard)
        self._measuring = Measuring(
            generator=generator,
            discriminator=discriminator,
            noise=noise,
            sample=sample,
            p_data=p_data,
            data=data,
            samples=samples,
            output=output,
            real_label=real_label,
            features=features,
            classify=classify,
            clusters=clusters,
            seed=seed,
        )
        self._budget, self._on_alarm, self._seed, self._judge = steps, on_alarm, seed, judge
        self._step = 0
        self._snapshots: list[Snapshot] = []
        self._verdicts: list[Verdict] = []
        self._alarms: list[Alarm] = []
        self.stopped = False
        self.unseen = ""
        self._schedule.paid(time.perf_counter() - begun)

    @property
    def state(self) -> State:
        """The state at the last snapshot; unseen before the first, and once measuring has failed.

        Not judged, while there are too few snapshots for the rules.
        """
        return self._verdicts[-1].state if self._verdicts and not self.unseen else State.UNSEEN

    @property
    def alarms(self) -> tuple[Alarm, ...]:
        """The alarms so far, one a state at most."""
        return tuple(self._alarms)

    @property
    def snapshots(self) -> tuple[Snapshot, ...]:
        """What was measured so far."""
        return tuple(self._snapshots)

    def step(self, d_loss: Any = None, g_loss: Any = None, real: Any = None) -> None:
        """Call once after each training step, where gradients still stand; measures when it is time.

        A training step is whatever the loop goes through once: as a rule one step of G with its steps of D. The losses
        are numbers, or tensors of one number, and only recorded. `real` are the real rows of the step: only where
        neither `p_data` nor `data` is given is D judged on them.
        """
        self._schedule.begin()
        self._step += 1
        if not self.unseen and self._schedule.due(self._step):
            self._look(d_loss, g_loss, real)

    def record(self) -> MonitorRecord:
        """What was seen so far. Measures once more where the last step was not measured."""
        if self._step and not self.unseen and (not self._snapshots or self._snapshots[-1].step != self._step):
            self._look(None, None, None)
        measuring = self._measuring
        return MonitorRecord(
            version=gancheck.__version__,
            snapshots=tuple(self._snapshots),
            states=tuple(verdict.state for verdict in self._verdicts),
            alarms=tuple(self._alarms),
            steps=self._step,
            budget=self._budget,
            stopped=self.stopped,
            modes=measuring.modes,
            weights=measuring.weights,
            basis=self._basis(),
            schedule=str(self._schedule),
            samples=measuring.samples,
            seed=self._seed,
            unseen=self.unseen,
            missing=self._verdicts[-1].evidence if self.state is State.UNJUDGED else "",
            training=self._schedule.training,
            measuring=self._schedule.spent,
            setup=self._schedule.setup,
            environment=versions(),
        )

    def _basis(self) -> tuple[str, ...]:
        if not self._snapshots:
            return ()
        said = self._measuring.basis(self._snapshots[-1])
        return said if self._budget is not None else (*said, _NO_BUDGET)

    def _look(self, d_loss: Any, g_loss: Any, real: Any) -> None:
        begun = time.perf_counter()
        try:
            snapshot = self._measuring.snapshot(self._step, generator_loss=g_loss, discriminator_loss=d_loss, real=real)
            self._snapshots.append(replace(snapshot, seconds=time.perf_counter() - begun))
            self._verdicts.append(self._judge(tuple(self._snapshots), self._budget))
            if self._writer is not None:
                scalars.write(self._writer, self._snapshots[-1])
        except UserFault as fault:
            self._go_blind(str(fault))
        except Exception as error:  # a fault of gancheck must not end a training
            self._go_blind(f"gancheck failed, which is no fault of the training: {type(error).__name__}: {error}")
        else:
            self._tell(self._verdicts[-1])
        self._schedule.paid(time.perf_counter() - begun, self._step)

    def _tell(self, verdict: Verdict) -> None:
        """Raise an alarm, for the first snapshot in a state that is not healthy."""
        known = {raised.state for raised in self._alarms}
        if not verdict.state.alarming or verdict.state in known:
            return
        raised = alarm(verdict, self._measuring.modes, self._snapshots[-1].lost)
        self._alarms.append(raised)
        if self._writer is not None:
            scalars.write_alarm(self._writer, raised)
        if not callable(self._on_alarm):
            self.stopped = self.stopped or self._on_alarm == "stop"
            _warn(str(raised), InstabilityWarning)
            return
        try:
            self._on_alarm(raised)
        except Exception as error:
            _warn(f"on_alarm raised {type(error).__name__}: {error}; the alarm was: {raised}", MonitorWarning)

    def _go_blind(self, reason: str) -> None:
        self.unseen = f"step {self._step}: {reason}"
        # What was measured without a verdict is left out: both go together.
        del self._snapshots[len(self._verdicts) :]
        _warn(f"the monitor sees no more: {self.unseen}. Training goes on.", MonitorWarning)


def _warn(text: str, category: type[Warning]) -> None:
    """Warn at the line of the caller outside of this package."""
    frame, level = sys._getframe(), 1
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_PACKAGE):
        frame, level = frame.f_back, level + 1
    warnings.warn(text, category, stacklevel=level)
