"""`complete-gradient`: every parameter that a player uses gets a gradient."""

from __future__ import annotations

from collections.abc import Iterator

from gancheck.trace.clauses.clause import Verdict, clause, kept, note, unseen, violation
from gancheck.trace.loop.pair import Pair


@clause("complete-gradient", claim="the gradient is taken of all parameters of the player")
def complete_gradient(pair: Pair) -> Iterator[Verdict]:
    """Parameters that an optimizer holds and no backward pass ever reached."""
    if not pair.updates:
        yield unseen("no updates")
        return
    reached = set().union(*(during.reached for during in pair.recorder.passes)) if pair.recorder.passes else set()
    fine = True
    for player, updates in ((pair.discriminator, pair.d_updates), (pair.generator, pair.g_updates)):
        if not updates:
            continue
        held = {p for update in updates if update.step is not None for p in update.step.parameters}
        who = "D" if player.role == "discriminator" else "G"
        for net in player.nets:
            names = net.parameter_names()
            without = [p for p in net.parameters if id(p) in held and id(p) not in reached and p.requires_grad]
            used = [names.get(id(p), "a parameter") for p in without if id(p) in net.called_parameters]
            unused = [names.get(id(p), "a parameter") for p in without if id(p) not in net.called_parameters]
            if used and len(used) < len(net.parameters):
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
    if fine:
        yield kept("every parameter in use got a gradient")


def _list(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
