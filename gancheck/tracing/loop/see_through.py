"""Frozen networks between the players: D judges features of a trained network's, of data and of fakes alike."""

from __future__ import annotations

from gancheck.tracing.recording.events import Call, Piece
from gancheck.tracing.recording.recorder import Recorder


def see_through(recorder: Recorder) -> None:
    """Write the origins of calls anew, past nets that nobody trains and that see both data and what others make.

    What such a net makes of fakes counts as these fakes, what it makes of data as data from outside. A generator that
    nobody trains is none of them: it sees no data. To be called before the players are told; a second time changes
    nothing.
    """
    frozen = _frozen(recorder)
    if not frozen:
        return
    past = [
        tuple(tuple(_past(recorder, piece, frozen) for piece in pieces) for pieces in call.origins)
        for call in recorder.calls
    ]
    for call, origins in zip(recorder.calls, past, strict=True):
        call.origins = tuple(map(_outside, origins)) if call.net in frozen else origins


def _frozen(recorder: Recorder) -> set[int]:
    """The nets that no optimizer holds, that are fed from outside and by a net that one holds, and feed another net."""
    moved = {p for step in recorder.steps for p in step.moved} | {p for c in recorder.changes for p in c.moved}
    meant = moved.union(*recorder.held)
    untrained = {net.number for net in recorder.nets if not net.ids & meant}
    made: dict[int, set[bool]] = {number: set() for number in untrained}
    feeding: set[int] = set()
    for call in recorder.calls:
        sources = [_source(recorder, call, place) for place in range(len(call.origins))]
        feeding |= {source.net for source in sources if source is not None and source.net != call.net}
        if call.net in untrained and sources:
            made[call.net].add(sources[0] is not None and sources[0].net not in untrained)
    return {number for number in untrained if made[number] == {True, False} and number in feeding}


def _source(recorder: Recorder, call: Call, place: int) -> Call | None:
    found = next((piece.call for piece in call.origins[place] if piece.call is not None), None)
    return None if found is None else recorder.calls[found]


def _past(recorder: Recorder, piece: Piece, frozen: set[int]) -> Piece:
    """The same rows, of the call that the frozen net was fed by."""
    number = piece.call
    while number is not None and recorder.calls[number].net in frozen:
        made = recorder.calls[number]
        source = _source(recorder, made, 0) if made.origins else None
        number = source.index if source is not None else None
    return piece if number == piece.call else Piece(piece.start, piece.stop, number, "graph")


def _outside(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    return (Piece(pieces[0].start, pieces[-1].stop, None),) if pieces else pieces
