"""`conditions`: D judges a fake under the label, or image, or code, that G made it from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from gancheck.tracing.clauses.clause import Verdict, clause, kept, mostly, share, unseen, violation
from gancheck.tracing.clauses.modes.columns import beside, flat_rows, span_of, wider_rows
from gancheck.tracing.clauses.modes.matching import Rows, alike, same_alphabet
from gancheck.tracing.loop.judged import Judged, Part
from gancheck.tracing.loop.pair import Pair
from gancheck.tracing.place import Place
from gancheck.tracing.recording.events import Call, Seen


@dataclass(frozen=True)
class Shown:
    """One thing that D was shown beside a fake, and what G was given to make it: rows that belong together.

    `where` tells the things apart: an argument's position, or -1 for the columns beside the fake.
    """

    where: int
    player: str
    place: Place | None
    shown: tuple[Rows, ...]
    given: tuple[Rows, ...]

    @property
    def alike(self) -> bool:
        """Whether anything that G was given tells what D was shown."""
        return any(alike(mine, theirs) for mine in self.given for theirs in self.shown)

    @property
    def another(self) -> bool:
        """Whether G was given something of the same kind: the same values, on other rows."""
        return any(same_alphabet(mine, theirs) for mine in self.given for theirs in self.shown)


@clause(
    "conditions",
    claim="D judges a fake together with the condition that G made it from",
    source="Mirza and Osindero 2014, equation 2",
)
def conditions(pair: Pair) -> Iterator[Verdict]:
    """Compares rows: equal, equal in some columns, or grouped the same way (a label and its one-hot vector)."""
    found: dict[int, list[Shown]] = defaultdict(list)
    for each in _shown(pair):
        found[each.where].append(each)
    told = {
        where: all_of
        for where, all_of in found.items()
        if len(set().union(*(set(s.shown[0].keys) for s in all_of))) > 1
    }
    if not told:
        if wider_rows(pair) and -1 not in found:
            yield unseen("D's rows are wider than G's, and what stands beside the fakes in them cannot be told")
        else:
            yield kept("D is shown nothing beside the data")
        return
    verdicts = [verdict for all_of in told.values() for verdict in _judge(all_of)]
    yield from verdicts


def _judge(everything: list[Shown]) -> Iterator[Verdict]:
    good = [each.alike for each in everything]
    evidence = any(good) or any(each.another for each in everything)
    wrong = False
    for player, who in (("discriminator", "D"), ("generator", "G")):
        mine = [(each, fine) for each, fine in zip(everything, good, strict=True) if each.player == player]
        bad = [each for each, fine in mine if not fine]
        if evidence and mostly(len(bad), len(mine)):
            wrong = True
            yield violation(
                "mismatch",
                f"in {share(len(bad), len(mine))} calls for {who}'s updates D was shown other conditions"
                " beside the fakes than G made them from",
                at=[each.place for each in bad],
                effect="D learns that fakes go with any condition, and G has no reason to heed its own",
                change="hand D the very labels (or condition) that were handed to G for these fakes",
            )
    if wrong:
        return
    if mostly(sum(good), len(good)):
        yield kept(f"D was shown the fakes' own conditions in {share(sum(good), len(good))} calls")
    else:
        yield unseen("what D is shown beside the fakes, and what G is given, cannot be compared")


def _shown(pair: Pair) -> Iterator[Shown]:
    for update in pair.updates:
        for judged in update.judged:
            for part in judged.parts:
                if part.what == "fake" and part.source is not None:
                    yield from _of_part(pair, update.player, judged, part)


def _of_part(pair: Pair, player: str, judged: Judged, part: Part) -> Iterator[Shown]:
    assert part.source is not None
    source = pair.recorder.calls[part.source]
    output = source.outputs[0].seen
    main = judged.call.inputs[judged.main]
    order = _order(main, part, output)
    if order is None:
        return
    given = tuple(_given(pair, source, len(output.rows)))
    generators = {net.number for net in pair.generator.nets}
    for position, seen in enumerate(judged.call.inputs):
        behind = [pair.recorder.calls[p.call] for p in judged.call.origins[position] if p.call is not None]
        # What was made of the fakes themselves is no condition.
        if position == judged.main or len(seen.rows) != len(main.rows) or any(c.net in generators for c in behind):
            continue
        inputs = [seen, *(s for call in behind[:1] for s in call.inputs if len(s.rows) == len(seen.rows))]
        shown = tuple(Rows.of(each).taken(part.start, order) for each in inputs)
        yield Shown(position, player, judged.call.place, shown, given)
    if part.start == 0 and order == list(range(len(order))):
        span, rows = span_of(main, output), flat_rows(main)
        if span is not None and rows is not None and span[1] - span[0] < rows.shape[1]:
            yield Shown(-1, player, judged.call.place, (Rows.from_values(beside(rows, span)),), given)


def _given(pair: Pair, source: Call, n: int) -> Iterator[Rows]:
    """Everything with a row for each fake that went into G, or into a net that made what went into G."""
    waiting = [source]
    seen_calls: set[int] = set()
    while waiting and len(seen_calls) < 8:
        call = waiting.pop()
        seen_calls.add(call.index)
        for seen, pieces in zip(call.inputs, call.origins, strict=True):
            if len(seen.rows) == n:
                yield Rows.of(seen)
            waiting += [
                pair.recorder.calls[p.call] for p in pieces[:1] if p.call is not None and p.call not in seen_calls
            ]


def _order(main: Seen, part: Part, output: Seen) -> list[int] | None:
    """For each row of the part, the row of G's output that it is; None where that cannot be told."""
    rows = main.rows[part.start : part.stop].tolist()
    made = output.rows.tolist()
    if len(rows) == len(made) and (rows == made or part.how != "content"):
        return list(range(len(rows)))
    places = {row: i for i, row in enumerate(made)}
    found = [places.get(row) for row in rows]
    return [i for i in found if i is not None] if None not in found else None
