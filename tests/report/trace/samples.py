"""Traces to test with: one of each kind of finding, and timelines of any length."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from gancheck.tracing.finding import Finding, Kind
from gancheck.tracing.place import Place
from gancheck.tracing.report import Fed, Script, Tick, TraceReport

FOLDER = Path(__file__).parent
SCRIPT = FOLDER / "script.py"
PAPER = "Goodfellow et al. 2014, Algorithm 1"
SUMMARY = (
    "D,G alternate · k=1 · non-saturating · Adam 2e-4 (.5, .999) · batch 64 · noise N(0,1)^100 · data 1x28x28 in [-1,1]"
)


def at(line: int) -> Place:
    """A line of the sample script."""
    return Place(str(SCRIPT), line, "train")


VIOLATION = Finding(
    clause="fresh-gradients",
    kind=Kind.VIOLATION,
    claim="A step uses the gradient of its own passes and of no other",
    source=PAPER,
    seen="netG's step at line 16 uses a gradient that holds 2 to 60 backward passes from before its last step, in 59 "
    "of 60 steps",
    cause="accumulated",
    places=(at(16), at(15)),
    effect="The generator descends a sum of old gradients: its step grows with every iteration, and its direction is "
    "that of weights it no longer has",
    change="call optG.zero_grad() before the generator's backward pass",
    threads=("opendp/smartnoise-sdk #280", "ajbrock/BigGAN-PyTorch #25"),
)
DEPARTURE = Finding(
    clause="fresh-noise",
    kind=Kind.DEPARTURE,
    claim="Each step draws its own minibatch of noise",
    source=PAPER,
    seen="the generator's step uses the noise of the discriminator's step in 60 of 60 iterations",
    cause="shared",
    places=(at(7),),
    effect="The same fixed point; the two steps are no longer independent",
    change="draw noise again before the generator's step",
)
NOTE = Finding(
    clause="saturated",
    kind=Kind.NOTE,
    claim="The generator's gradient has not vanished",
    source="Goodfellow et al. 2014, section 3",
    seen="|dL/dG| fell to 1e-6 of its first value by step 41",
    cause="vanishing",
    places=(at(15),),
)
KEPT = Finding("order", Kind.KEPT, "D ascends, then G descends", PAPER, "D before G in 60 of 60 iterations")
UNSEEN = Finding("lipschitz", Kind.UNSEEN, "A critic is constrained", "Arjovsky et al. 2017", "D is no critic")

STOPPED = Script("train.py --epochs 1", "stopped")


def timeline(iterations: int, k: int = 1, *, shared: bool = False, faulty: bool = True) -> tuple[Tick, ...]:
    """Iterations of Algorithm 1 with `k` steps of netD; with `shared` noise netG's step has that of netD's last."""
    ticks: list[Tick] = []
    batch = 0
    for iteration in range(1, iterations + 1):
        noise = 0
        for _ in range(k):
            noise, real, fake = batch + 1, batch + 2, batch + 3
            batch += 3
            ticks += [
                Tick(iteration, "call", "netG", at(8), (Fed("noise", (64, 100), noise), Fed("fake", (64, 784), fake))),
                Tick(iteration, "call", "netD", at(10), (Fed("real", (64, 784), real),)),
                Tick(iteration, "call", "netD", at(11), (Fed("fake", (64, 784), fake, 0),)),
                Tick(iteration, "backward", "netD", at(12)),
                Tick(iteration, "step", "netD", at(13)),
            ]
        fault = ("fresh-gradients",) if faulty and iteration > 1 else ()
        if not shared:
            batch += 2
            noise, fake = batch - 1, batch
        given = (Fed("noise", (64, 100), noise), Fed("fake", (64, 784), fake))
        ticks += [
            Tick(iteration, "call", "netG", at(8), given),
            Tick(iteration, "call", "netD", at(15), (Fed("fake", (64, 784), fake, 0),)),
            Tick(iteration, "backward", "netG", at(15)),
            Tick(iteration, "step", "netG", at(16), note="accumulated" if fault else "", clauses=fault),
        ]
    return tuple(ticks)


def report(*findings: Finding, iterations: int = 3, k: int = 1, script: Script | None = STOPPED) -> TraceReport:
    """A trace with these findings."""
    return TraceReport(
        summary=(SUMMARY,),
        findings=findings,
        timeline=timeline(iterations, k, shared=DEPARTURE in findings, faulty=VIOLATION in findings),
        script=script,
        steps={"netD": iterations * k, "netG": iterations},
        players={"netG": "generator, Generator", "netD": "discriminator, Discriminator"},
        environment={"python": "3.11.7", "torch": "2.13.0"},
        seconds=3.25,
    )


def moved(given: TraceReport, file: str) -> TraceReport:
    """The same trace of a script elsewhere."""

    def there(place: Place | None) -> Place | None:
        return None if place is None else replace(place, file=file)

    return replace(
        given,
        findings=tuple(replace(f, places=tuple(replace(p, file=file) for p in f.places)) for f in given.findings),
        timeline=tuple(replace(tick, place=there(tick.place)) for tick in given.timeline),
    )


EVERYTHING = report(VIOLATION, DEPARTURE, NOTE, KEPT, UNSEEN)
