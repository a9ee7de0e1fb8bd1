"""Who is the generator and who the discriminator, told from what is fed to whom."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from gancheck.tracing.loop.candidates import candidates, width
from gancheck.tracing.recording.events import Call
from gancheck.tracing.recording.nets import Net
from gancheck.tracing.recording.recorder import Recorder


class Unable(Exception):
    """The players cannot be told; the message says what was seen and what to do."""


@dataclass(frozen=True)
class Player:
    """One player: the net that is fed (`first`), the net whose output counts (`last`), and all their parameters."""

    role: str
    nets: tuple[Net, ...]

    @property
    def first(self) -> Net:
        """The net that the noise or the data goes into."""
        return self.nets[0]

    @property
    def last(self) -> Net:
        """The net whose output is the fake, or the score."""
        return self.nets[-1]

    @property
    def name(self) -> str:
        """What the code calls it."""
        return " + ".join(net.name for net in self.nets)

    @property
    def parameters(self) -> frozenset[int]:
        """Identities of all its parameters."""
        return frozenset().union(*(net.ids for net in self.nets))


@dataclass(frozen=True)
class Pairing:
    """A generator and the discriminator that its output reaches; `main` is the place of the data in D's arguments."""

    generator: Player
    discriminator: Player
    main: int


def pairings(recorder: Recorder, generator: str | None = None, discriminator: str | None = None) -> list[Pairing]:
    """Return every pair of players, one for each discriminator.

    Raises:
        Unable: nothing was called that could be a player, or no output of one net reached another.

    """
    nets = candidates(recorder)
    if not nets:
        raise Unable(_no_nets(recorder))
    trained = _trained(recorder)
    fed = _edges(recorder, nets)
    for wanted, role in ((generator, "generator"), (discriminator, "discriminator")):
        if wanted is not None and not any(_called(net, wanted) for net in nets):
            known = ", ".join(sorted({net.name for net in nets}))
            raise Unable(f"No net is called {wanted!r}; name one of {known} with --{role}.")
    sinks = _discriminators(recorder, nets, fed, trained, discriminator)
    found = []
    for net in sinks:
        chain = _chain(net, nets, fed, recorder)
        pairing = _partner(recorder, chain, nets, fed, trained, generator)
        if pairing is not None:
            found.append(pairing)
    if not found:
        raise Unable(_unlinked(nets))
    return found


def _trained(recorder: Recorder) -> set[int]:
    """Parameters that an optimizer stepped with a gradient, that moved, or that some backward pass reached."""
    stepped = {p for step in recorder.steps for p in step.applied}
    changed = {p for change in recorder.changes for p in change.moved}
    return stepped | changed | {p for step in recorder.steps for p in step.moved}


Edges = dict[tuple[int, int], Counter[int]]


def _edges(recorder: Recorder, nets: list[Net]) -> Edges:
    """How often each net's output went into each argument of each other net."""
    numbers = {net.number for net in nets}
    edges: Edges = {}
    for call in recorder.calls:
        for place, pieces in enumerate(call.origins):
            sources = {recorder.calls[p.call].net for p in pieces if p.call is not None}
            for source in sources & numbers:
                if source != call.net and call.net in numbers:
                    edges.setdefault((source, call.net), Counter())[place] += 1
    return edges


def _discriminators(
    recorder: Recorder, nets: list[Net], fed: Edges, trained: set[int], wanted: str | None
) -> list[Net]:
    if wanted is not None:
        return [net for net in nets if _called(net, wanted)]
    feeding = {source for source, _ in fed}
    reached = {target for _, target in fed}
    sinks = [net for net in nets if net.number in reached and net.number not in feeding]
    if not sinks:  # Everything feeds something: the net with the narrowest output judges.
        sinks = sorted((net for net in nets if net.number in reached), key=lambda net: width(recorder, net))[:1]
    learning = [net for net in sinks if net.ids & trained] or sinks
    widest = max(width(recorder, net) for net in learning) if learning else 0
    # A judge that nobody trains may be a fault; a frozen net of features is no judge.
    idle = [n for n in sinks if n not in learning and width(recorder, n) <= widest and _could_learn(recorder, n)]
    sinks = learning + idle
    # A net that only ever sees fakes beside one that also sees data is a classifier or an encoder.
    seeing = [net for net in sinks if _sees_outside(recorder, net, nets, fed)]
    if not seeing:  # D may hand its features on to another net.
        judges = [net for net in nets if net.number in reached and net.ids & trained]
        seeing = [net for net in judges if _sees_outside(recorder, net, nets, {})]
    sinks = seeing or sinks
    owners = {net.number: _owners(recorder, net) for net in nets}
    generators = {s for s, t in fed if t in {net.number for net in sinks}}
    apart = [net for net in sinks if not all(owners[net.number] & owners[g] for g in generators if owners[g])]
    narrow = sorted(apart or sinks, key=lambda net: width(recorder, net))
    if len(narrow) > 1:
        trunks = {net.number: _sources(net, fed) for net in narrow}
        kept: list[Net] = []
        for net in narrow:  # Two heads on one trunk: the narrower is the score.
            if not any(trunks[net.number] & trunks[other.number] & _not_generators(fed, narrow) for other in kept):
                kept.append(net)
        narrow = kept
    return sorted(narrow, key=lambda net: net.number)


def _could_learn(recorder: Recorder, net: Net) -> bool:
    """Whether its parameters want gradients, and got some."""
    reached = set().union(*(during.reached for during in recorder.passes)) if recorder.passes else set()
    return any(p.requires_grad for p in net.parameters) and bool(net.ids & reached)


def _not_generators(fed: Edges, sinks: list[Net]) -> set[int]:
    """Nets that feed a sink and are themselves fed by another net: trunks."""
    targets = {target for _, target in fed}
    return {s for s, t in fed if t in {net.number for net in sinks} and s in targets}


def _owners(recorder: Recorder, net: Net) -> set[int]:
    return {step.optimizer for step in recorder.steps if net.ids & set(step.applied)}


def _sources(net: Net, fed: Edges) -> set[int]:
    return {source for source, target in fed if target == net.number}


def _sees_outside(recorder: Recorder, net: Net, nets: list[Net], fed: Edges) -> bool:
    numbers = {net.number}
    for _ in nets:  # Through a trunk, too.
        numbers |= {s for s, t in fed if t in numbers and _owners(recorder, recorder.nets[s]) & _owners(recorder, net)}
    return any(
        call.net in numbers and call.origins and all(piece.call is None for piece in call.origins[0])
        for call in recorder.calls
    )


def _chain(net: Net, nets: list[Net], fed: Edges, recorder: Recorder) -> tuple[Net, ...]:
    """The nets that always come before `net` and are trained with it, then `net`."""
    chain = [net]
    while True:
        first = chain[0]
        trunk = _only_source(recorder, first, nets)
        if trunk is None or trunk in chain or not _owners(recorder, trunk) & _owners(recorder, first):
            return tuple(chain)
        # A generator trained by the same optimizer as D is no trunk of D: a trunk is fed data as well.
        if not _sees_outside(recorder, trunk, nets, {}) or len(_owners(recorder, first)) == 0:
            return tuple(chain)
        if all(_noise_only(call) for call in recorder.calls if call.net == trunk.number):
            return tuple(chain)
        chain.insert(0, trunk)


def _noise_only(call: Call) -> bool:
    return bool(call.origins) and all(piece.call is None for piece in call.origins[0])


def _partner(
    recorder: Recorder, chain: tuple[Net, ...], nets: list[Net], fed: Edges, trained: set[int], wanted: str | None
) -> Pairing | None:
    """The generator for a discriminator: the net that feeds its data argument most often."""
    target = chain[0].number
    feeding = {source: fed[source, target] for source, t in fed if t == target}
    if wanted is not None:
        feeding = {s: c for s, c in feeding.items() if _called(recorder.nets[s], wanted)}
    if not feeding:
        return None
    main = min(place for counts in feeding.values() for place in counts)
    at_main = {source: counts[main] for source, counts in feeding.items() if counts[main]}
    best = max(at_main, key=lambda s: (bool(recorder.nets[s].ids & trained), at_main[s]))
    last = recorder.nets[best]
    upstream = _always_before(recorder, last, nets)
    return Pairing(
        Player("generator", (*upstream, last)),
        Player("discriminator", chain),
        main,
    )


def _always_before(recorder: Recorder, net: Net, nets: list[Net]) -> tuple[Net, ...]:
    """The mapping nets that make all that the generator is fed, trained with it."""
    found = [net]
    while True:
        mapping = _only_source(recorder, found[0], nets)
        if mapping is None or mapping in found or not _owners(recorder, mapping) & _owners(recorder, found[0]):
            return tuple(found[:-1])
        found.insert(0, mapping)


def _only_source(recorder: Recorder, net: Net, nets: list[Net]) -> Net | None:
    """The one net whose outputs are all that `net` is ever fed first; None where there is not just one."""
    sources = {
        recorder.calls[piece.call].net if piece.call is not None else None
        for call in recorder.calls
        if call.net == net.number and call.origins
        for piece in call.origins[0]
    }
    return next((other for other in nets if sources == {other.number}), None)


def _called(net: Net, wanted: str) -> bool:
    return net.name == wanted or net.name.rsplit(".", 1)[-1] == wanted or net.kind == wanted


def _no_nets(recorder: Recorder) -> str:
    if recorder.steps:
        return (
            "Optimizers stepped, but no module with parameters was called: nets over raw tensors were not followed. "
            "Put them into modules, or test them as classes with `gancheck run`."
        )
    return "No module with parameters was called and no optimizer stepped: nothing was trained with torch."


def _unlinked(nets: list[Net]) -> str:
    names = ", ".join(f"{net.name} ({net.kind})" for net in nets)
    return (
        f"No output of one net reached another; the nets seen are {names}. "
        "Name the players with --generator NAME and --discriminator NAME."
    )
