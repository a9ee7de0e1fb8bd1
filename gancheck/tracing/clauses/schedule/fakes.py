"""`fresh-fakes`: the discriminator judges what the generator makes now."""

from __future__ import annotations

from collections.abc import Iterator

from gancheck.tracing.clauses.clause import Verdict, clause, departure, kept, mostly, share, unseen, violation
from gancheck.tracing.clauses.modes.columns import span_of
from gancheck.tracing.loop.pair import Pair
from gancheck.tracing.loop.updates import Update


@clause("fresh-fakes", claim="D's minibatch of fakes is made by the generator as it is now")
def fresh_fakes(pair: Pair) -> Iterator[Verdict]:
    """Which generator made the fakes of each D update."""
    updates = [(update, pair.minibatch(update).made) for update in pair.d_updates]
    updates = [(update, made) for update, made in updates if made]
    if not updates or not pair.g_updates:
        yield unseen("no fakes whose maker is known were judged in an update of D")
        return
    ages = [[_age(pair, update, call) for call in sorted(made)] for update, made in updates]
    once = {call for _, made in updates for call in made}
    at = [pair.recorder.calls[call].place for call in sorted(updates[-1][1])[:1]]
    at += [judged.call.place for judged in updates[-1][0].of("fake")[:1]]
    if len(once) == 1 and len(updates) > 3 and len(pair.g_updates) > 3:
        yield violation(
            "never-renewed",
            f"D was given the same fakes in {len(updates)} updates",
            at=at,
            effect="D never sees what G has learned",
            change="make new fakes in each iteration",
        )
        return
    old = [a for a in ages if min(a) > 0]
    mixed = [a for a in ages if (min(a) == 0 and max(a) > 0) or len(set(a)) > 1]
    if len(mixed) * 4 > len(ages):
        yield departure(
            "replayed",
            f"fakes of up to {max(max(a) for a in mixed)} G updates ago were judged in {share(len(mixed), len(ages))} "
            "updates of D",
            at=at,
            effect="the same fixed point; D judges a mean over past generators (Shrivastava et al. 2017)",
            change="judge new fakes alone",
        )
    elif mostly(len(old), len(ages)):
        yield departure(
            "stale",
            f"D's fakes were made before G's last {'update' if min(map(min, old)) == 1 else 'updates'} in "
            f"{share(len(old), len(ages))} updates of D",
            at=at,
            effect="the same fixed point; D lags one generator behind",
            change="make new fakes after G's step, or update D first",
        )
    else:
        yield kept(f"fakes of the generator of now in {share(len(ages) - len(old), len(ages))} updates of D")
    yield from _for_one_player(pair)


def _for_one_player(pair: Pair) -> Iterator[Verdict]:
    """Fakes that reach D changed in one player's steps, by noise or an augmentation, and as they are in the other's."""
    found = {"discriminator": _altered(pair, pair.d_updates), "generator": _altered(pair, pair.g_updates)}
    shares = {player: (sum(altered), len(altered)) for player, altered in found.items() if altered}
    if len(shares) < 2 or sorted(_always(*each) for each in shares.values()) != [0, 1]:
        return
    changing = next(player for player, each in shares.items() if _always(*each))
    where, other = ("D's", "G's") if changing == "discriminator" else ("G's", "D's")
    yield departure(
        "altered-for-one",
        f"G's output is changed on its way to D in {share(*shares[changing])} calls for {where} updates,"
        f" and in none for {other}",
        at=[j.call.place for updates in (pair.d_updates, pair.g_updates) for j in updates[-1].of("fake")],
        effect="D is fitted to altered fakes, and G is trained where it is not; the fixed point stays if data are"
        " altered alike",
        change="alter what D is shown in both players' steps",
    )


def _always(number: int, whole: int) -> int:
    """1 for nearly always, 0 for never, -1 for now and then."""
    return 0 if number == 0 else 1 if 10 * number > 9 * whole else -1


def _altered(pair: Pair, updates: list[Update]) -> list[bool]:
    """Of each call of D on fakes, whether the rows are not what G returned, alone or beside other columns."""
    found = []
    for update in updates:
        for judged in update.of("fake"):
            sources = [part for part in judged.parts if part.source is not None]
            if judged.what != "fake" or len(sources) != 1:
                continue
            made = pair.recorder.calls[sources[0].source or 0].outputs[0].seen
            same = sources[0].how in ("content", "columns")
            found.append(not same and span_of(judged.call.inputs[judged.main], made) is None)
    return found


def _age(pair: Pair, update: Update, call: int) -> int:
    """G's updates between making these fakes and judging them."""
    made = pair.recorder.calls[call].time
    judged = max((j.call.time for j in update.of("fake")), default=update.time)
    return sum(made < g.time < judged for g in pair.g_updates)
