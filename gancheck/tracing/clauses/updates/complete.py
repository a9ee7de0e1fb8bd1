"""`complete-gradient`: every parameter that a player uses gets a gradient."""

from __future__ import annotations

from collections.abc import Iterator

from gancheck.tracing.clauses.clause import Verdict, clause, kept, note, unseen, violation
from gancheck.tracing.loop.pair import Pair
from gancheck.tracing.loop.players import Player
from gancheck.tracing.loop.updates import Update


@clause("complete-gradient", claim="the gradient is taken of all parameters of the player")
def complete_gradient(pair: Pair) -> Iterator[Verdict]:
    """Parameters that an optimizer holds and no backward pass ever reached."""
    if not pair.updates:
        yield unseen("no updates")
        return
    fine = True
    for player, updates in ((pair.discriminator, pair.d_updates), (pair.generator, pair.g_updates)):
        if not updates:
            continue
        held = {p for update in updates if update.step is not None for p in update.step.parameters}
        moved = set().union(*(step.moved for step in pair.recorder.steps)) if pair.recorder.steps else set()
        passes = {n for update in updates for n in range(update.since, update.until)}
        reached = moved.union(*(pair.recorder.passes[n].reached for n in passes if pair.own(n, player.role)))
        other = pair.generator if player is pair.discriminator else pair.discriminator
        who = "D" if player.role == "discriminator" else "G"
        # An encoder or a head that the same optimizer holds is to be trained as well.
        for net in [n for n in pair.recorder.nets if n.ids & held and not n.ids & other.parameters]:
            names = net.parameter_names()
            without = [p for p in net.parameters if id(p) in held and id(p) not in reached and p.requires_grad]
            used = [names.get(id(p), "a parameter") for p in without if id(p) in net.called_parameters]
            unused = [names.get(id(p), "a parameter") for p in without if id(p) not in net.called_parameters]
            # Of a player that gets nothing at all, other clauses tell.
            if used and (len(used) < len(net.parameters) or net not in player.nets):
                fine = False
                yield violation(
                    "cut",
                    f"{_list(used)} of {who} ({net.name}) never got a gradient, though the layer was used",
                    at=[updates[0].place],
                    effect="those parameters stay as they were initialised",
                    change="look for a detach, a no_grad, or numpy between that layer and the loss",
                )
            if unused:
                yield note("unused", f"{_list(unused)} of {who} ({net.name}) belongs to a layer that was never called")
        yield from _unheld(pair, player, updates)
    if fine:
        yield kept("every parameter in use got a gradient")


def _unheld(pair: Pair, player: Player, updates: list[Update]) -> Iterator[Verdict]:
    """Parameters with gradients that no optimizer takes, in a net whose others are trained."""
    held = frozenset().union(*pair.recorder.held)
    reached = frozenset().union(*(pair.recorder.passes[n].reached for update in updates for n in update.passes))
    who = "D" if player.role == "discriminator" else "G"
    for net in player.nets:
        left = [p for p in net.parameters if id(p) in reached and id(p) not in held]
        if left and net.ids & held:
            names = net.parameter_names()
            yield note(
                "unheld",
                f"{_list([names.get(id(p), 'a parameter') for p in left])} of {who} ({net.name}) get gradients,"
                " and no optimizer holds them",
                at=[updates[0].place],
                effect="those parameters stay as they were initialised",
                change=f"give all of {who}'s parameters to its optimizer, or freeze them by requires_grad_(False)",
            )


def _list(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
