"""What a loss holds besides D's verdict: a reconstruction, a class, matched features, a weight decay."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

import numpy as np

from gancheck.tracing.clauses.clause import Verdict, note
from gancheck.tracing.loop.judged import score_position
from gancheck.tracing.loop.losses import loss_places
from gancheck.tracing.loop.pair import Pair
from gancheck.tracing.loop.players import Player, Unable, pairings
from gancheck.tracing.loop.updates import Update
from gancheck.tracing.recording.events import Call
from gancheck.tracing.recording.routes import Pulled, Through

# The cosine of a weight decay's gradient with the weights is 1 up to rounding.
_DECAYS = 0.99
# How far apart, in root mean squares, the mean pulls on real data and on fakes are for a score: 1 or more as a rule;
# those on class scores sum to 0, those on a code are alike.
_APART = 0.5

# The share of the gradient that each term had in each pass looked at; None where it cannot be told apart.
_Terms = dict[str, list[float | None]]


def generator_terms(pair: Pair) -> Iterator[Verdict]:
    """Terms of G's loss that do not come through D's score."""
    looked = 0
    terms: _Terms = {}
    decays: list[float] = []
    judges = _judges(pair)
    for number, through in _of_the_generator(pair):
        looked += 1
        at_output = _at_the_output(pair, through, judges)
        for name, share in (*at_output.items(), *_other_outputs(pair, number, through)):
            terms.setdefault(name, []).append(share)
        decays += [share for share, decaying in _past_the_calls(pair.generator, through) if decaying]
    yield from _notes(pair.g_updates, pair, "G", terms, decays, looked)


def discriminator_terms(pair: Pair) -> Iterator[Verdict]:
    """Terms of D's loss that do not come through its score; what a gradient penalty adds is not one of them."""
    looked = 0
    terms: _Terms = {}
    decays: list[float] = []
    for number, through, update in _passes(pair, pair.d_updates):
        looked += 1
        for name, share in _other_outputs(pair, number, through):
            terms.setdefault(name, []).append(share)
        if _penalised(pair, update):
            continue
        for share, decaying in _past_the_calls(pair.discriminator, through):
            if decaying:
                decays.append(share)
            else:
                terms.setdefault("D's parameters past its calls", []).append(share)
    yield from _notes(pair.d_updates, pair, "D", terms, decays, looked)


def _notes(
    updates: list[Update], pair: Pair, who: str, terms: _Terms, decays: list[float], looked: int
) -> Iterator[Verdict]:
    at = loss_places(pair, updates)
    # Once may be a first pass that was not seen whole.
    terms = {name: shares for name, shares in terms.items() if 2 * len(shares) > looked or len(shares) > 1}
    if terms:
        told = [_told(name, shares, looked) for name, shares in sorted(terms.items())]
        yield note(
            "extra-term",
            f"{who}'s loss holds more than D's verdict; its gradient also comes through {'; '.join(told)}",
            at=at,
            effect="the equilibrium is that of the sum, not of the value function alone",
            change="none needed where it is meant; look at its weight",
        )
    if decays:
        yield note(
            "weight-decay-in-loss",
            f"{who}'s loss holds a weight decay: {median(decays):.2g} of the gradient, along the weights, "
            f"in {len(decays)} of {looked} passes looked at",
            at=at,
            effect="D* is bounded by the decay" if who == "D" else "G is drawn to small weights, away from p_data",
            change="none needed where it is meant",
        )


def _told(name: str, shares: list[float | None], looked: int) -> str:
    known = [share for share in shares if share is not None]
    share = f"{median(known):.2g} of it" if known else "share not told apart"
    return f"{name} ({share}, in {len(shares)} of {looked} passes looked at)"


def _passes(pair: Pair, updates: list[Update]) -> Iterator[tuple[int, Through, Update]]:
    """The passes of these updates whose gradients are known by route."""
    found = pair.recorder.routes.found
    for update in updates:
        for number in sorted(update.passes & found.keys()):
            yield number, found[number], update


def _of_the_generator(pair: Pair) -> Iterator[tuple[int, Through]]:
    """The passes of G's updates, and those of a third optimizer that reach G."""
    of_d = frozenset().union(*(update.passes for update in pair.d_updates))
    of_g = frozenset().union(*(update.passes for update in pair.g_updates))
    for number, through in pair.recorder.routes.found.items():
        reached = pair.generator.parameters & pair.recorder.passes[number].reached
        if number in of_g or (reached and number not in of_d):
            yield number, through


def _judges(pair: Pair) -> set[int]:
    """The nets that discriminators begin with: several may judge one G."""
    try:
        known = [p.discriminator.first.number for p in pairings(pair.recorder)]
    except Unable:
        known = []
    return {pair.discriminator.first.number, *known}


def _at_the_output(pair: Pair, through: Through, judges: set[int]) -> dict[str, float]:
    """The share of each route past D, of the gradient at G's output and of that at G's calls."""
    recorder, made = pair.recorder, pair.generator.last.number
    fed = {j.call.index: j for j in pair.judged}
    found: dict[str, float] = {}
    judged = set()
    for pulled in through.outputs:
        if not _is_fake(pair, pulled) or not any(pulled.through.get(number) for number in judges):
            continue
        if pulled.source is not None:
            judged.add(pulled.source)
        whole = sum(pulled.through.values()) + pulled.outside
        routes = {f"net {recorder.nets[n].name}": v for n, v in pulled.through.items() if n not in judges}
        # An energy is D's output compared with its input: the input's own part is no other term.
        if not any(_reconstructs(fed[c].call) for c in pulled.consumers if c in fed):
            routes["G's output itself"] = pulled.outside
        for name, norm in routes.items():
            if norm > 0:
                found[name] = max(found.get(name, 0.0), norm / whole)
    mine = {c: norm for c, norm in through.calls.items() if recorder.calls[c].net == made}
    others = sum(norm for c, norm in mine.items() if c not in judged)
    if others > 0 and judged & mine.keys():
        found["outputs of G that D does not judge"] = others / sum(mine.values())
    return found


def _is_fake(pair: Pair, pulled: Pulled) -> bool:
    if pulled.source is not None:
        return pair.recorder.calls[pulled.source].net == pair.generator.last.number
    consumers = set(pulled.consumers)
    return any(j.call.index in consumers and j.what == "fake" for j in pair.judged)


def _reconstructs(call: Call) -> bool:
    """Whether this call of D returned something of the shape of what it was fed."""
    return any(out.seen.shape == given.shape for out in call.outputs for given in call.inputs)


def _past_the_calls(player: Player, through: Through) -> list[tuple[float, bool]]:
    """The share of the parameters' gradient that came through no call, and whether it is a weight decay; or nothing."""
    parts = [part for key, part in through.parameters.items() if key in player.parameters]
    left = sum(part.left for part in parts)
    if left == 0:
        return []
    decaying = all(part.decay > _DECAYS for part in parts if part.left)
    return [(left / (left + sum(part.through for part in parts)), decaying)]


def _penalised(pair: Pair, update: Update) -> bool:
    """Whether gradients that can be differentiated were taken for this update: what is left may be a penalty's."""
    return any(p.create_graph for p in pair.recorder.passes[update.since : update.until + 1])


def _other_outputs(pair: Pair, number: int, through: Through) -> Iterator[tuple[str, float | None]]:
    """The outputs of D besides its scores that this pass pulled on, with the share where a score is made from one."""
    ends = {call.index: call for call in pair.recorder.calls if call.net == pair.discriminator.last.number}
    position = score_position(list(ends.values()))
    inner = {(pulled.source, pulled.place): pulled for pulled in through.outputs}
    found: dict[int, float | None] = {}
    for index in through.calls.keys() & ends.keys():
        for place, out in enumerate(ends[index].outputs):
            if place == position or not out.pull_norms.get(number):
                continue
            share = None
            pulled = inner.get((index, place))
            if pulled is not None:
                own = pulled.through.get(ends[index].net, 0.0)
                direct = sum(pulled.through.values()) + pulled.outside - own
                if direct == 0:
                    continue
                share = direct / (own + direct) if own else None
            if share is None and _is_score(pair, place):
                continue
            found[place] = max(share or 0.0, found.get(place) or 0.0) or None
    for place, share in sorted(found.items()):
        yield f"output {place + 1} of D", share


def _is_score(pair: Pair, place: int) -> bool:
    """Whether D's updates pull this output another way on real data than on fakes, as at several scales."""
    ends = {call.index: call for call in pair.recorder.calls if call.net == pair.discriminator.last.number}
    pulls: dict[str, list[np.ndarray]] = {"real": [], "fake": []}
    for update in pair.d_updates:
        for j in update.judged:
            call = ends.get(j.call.index)
            if call is None or j.what not in pulls or place >= len(call.outputs):
                continue
            found = call.outputs[place].pulls
            pulls[j.what] += [found[number] for number in update.passes & found.keys()]
    if not pulls["real"] or not pulls["fake"]:
        return False
    real, fake = np.concatenate(pulls["real"]), np.concatenate(pulls["fake"])
    size = float(np.sqrt(((real @ real) + (fake @ fake)) / (len(real) + len(fake))))
    return size > 0 and abs(float(real.mean() - fake.mean())) / size > _APART
