"""What the rows of D's calls are where a call by itself does not tell: the calls beside it and before it do."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import replace

import numpy as np

from gancheck.tracing.loop.judged import Judged, Part, judged_directly
from gancheck.tracing.loop.players import Pairing
from gancheck.tracing.place import Place
from gancheck.tracing.recording.recorder import Recorder

# A line that calls D, and how often it has since the last optimizer step.
_Key = tuple[Place | None, int]
# Of the pulls on a call's scores, the share that one direction has to have.
_ONE_WAY = 0.95


def settled(recorder: Recorder, pairing: Pairing, judged: list[Judged]) -> list[Judged]:
    """Judged calls with the kinds of their rows put right, in the same order."""
    keys, turns = placed(recorder, judged)
    judged = _as_a_rule(recorder, pairing, judged, keys)
    judged = _beside_their_fakes(judged, keys, turns)
    judged = _of_other_nets(recorder, judged)
    judged = _points(recorder, judged, turns)
    return _mismatched(judged, keys, turns)


def placed(recorder: Recorder, judged: list[Judged]) -> tuple[list[_Key], list[int]]:
    """Which call in its line each is, since the last optimizer step; and how many steps there were before it."""
    steps = [step.time for step in recorder.steps]
    turns = [bisect_left(steps, j.call.time) for j in judged]
    counts: Counter[tuple[Place | None, int]] = Counter()
    keys: list[_Key] = []
    for j, turn in zip(judged, turns, strict=True):
        counts[j.call.place, turn] += 1
        keys.append((j.call.place, counts[j.call.place, turn]))
    return keys, turns


def _as_a_rule(recorder: Recorder, pairing: Pairing, judged: list[Judged], keys: list[_Key]) -> list[Judged]:
    """Fakes that were altered on the way are not always known again: a line that feeds fakes feeds fakes."""
    lines = _lines(judged, keys)
    found = []
    for j, key in zip(judged, keys, strict=True):
        kinds = [other.what for other in lines[key]]
        usual = max(set(kinds), key=kinds.count)
        altered = any(part.how in ("altered", "followed") for other in lines[key] for part in other.parts)
        if altered and usual == "fake" and j.what == "real" and kinds.count("fake") * 2 > len(kinds):
            made = [c.index for c in recorder.calls if c.net == pairing.generator.last.number and c.time < j.call.time]
            found.append(_all(j, "fake", made[-1] if made else None, "altered"))
        else:
            found.append(j)
    return found


def _beside_their_fakes(judged: list[Judged], keys: list[_Key], turns: list[int]) -> list[Judged]:
    """Data that resemble the fakes beside them: a picture and what G made of its smaller copy.

    D is shown rows that look like altered fakes together with the fakes themselves, and nothing from outside.
    """
    looks: dict[_Key, Counter[str]] = defaultdict(Counter)
    for j, key in zip(judged, keys, strict=True):
        looks[key][_look(j)] += 1
    usual = {key: seen.most_common(1)[0][0] for key, seen in looks.items()}
    together: dict[int, set[str]] = defaultdict(set)
    for key, turn in zip(keys, turns, strict=True):
        together[turn].add(usual[key])
    beside = sum({"fake", "altered"} <= looks for looks in together.values())
    alone = sum("altered" in looks and "fake" not in looks for looks in together.values())
    if "real" in usual.values() or beside <= alone:
        return judged
    return [_all(j, "real") if usual[key] == "altered" else j for j, key in zip(judged, keys, strict=True)]


def _look(j: Judged) -> str:
    return "altered" if all(part.how == "altered" for part in j.parts) else j.what


def _of_other_nets(recorder: Recorder, judged: list[Judged]) -> list[Judged]:
    """What other nets make is data where D is trained on nothing else but fakes; beside fakes it is fakes.

    A frozen net makes data (ADDA's source encoder), or a code that stands beside them (BiGAN's encoder), as the noise
    stands beside the fakes. A net that nobody trains, for whatever reason, may make a part of the fakes.
    """
    trained = {p for step in recorder.steps for p in step.moved} | {p for c in recorder.changes for p in c.moved}
    found = [part for j in judged for part in j.parts if part.source is not None]
    fakes_beside = any(part.what == "fake" and part.how == "columns" for part in found)
    codes = {_maker(recorder, part) for part in found if part.what == "other" and part.how == "columns"}
    shown = any("real" in j.what and judged_directly(recorder, j.score) for j in judged)

    def settled_part(part: Part, beside: str) -> Part:
        if part.what != "other" or part.source is None:
            return part
        maker = _maker(recorder, part)
        frozen = not recorder.nets[maker].ids & trained
        if shown:
            return replace(part, what="fake") if frozen and "fake" in beside else part
        data = (fakes_beside and maker in codes) or frozen
        return replace(part, what="real", source=None) if data else part

    return [replace(j, parts=tuple(settled_part(part, j.what) for part in j.parts)) for j in judged]


def _maker(recorder: Recorder, part: Part) -> int:
    assert part.source is not None
    return recorder.calls[part.source].net


def _points(recorder: Recorder, judged: list[Judged], turns: list[int]) -> list[Judged]:
    """Calls for a gradient penalty whose score is pulled on as well, as it is through a sigmoid behind D.

    The loss has rows of the same kind beside them whose slopes nobody takes.
    """
    penalties = {slopes.call for slopes in recorder.slopes}
    using = {
        (turn, j.what)
        for j, turn in zip(judged, turns, strict=True)
        if j.call.index not in penalties and judged_directly(recorder, j.score)
    }
    return [
        _all(j, "points") if j.call.index in penalties and (turn, j.what) in using else j
        for j, turn in zip(judged, turns, strict=True)
    ]


def _mismatched(judged: list[Judged], keys: list[_Key], turns: list[int]) -> list[Judged]:
    """Real rows under wrong conditions, which D learns to call fake (GAN-CLS, Reed et al. 2016).

    D is shown them beside proper fakes, which it is taught the same of, and other real rows, which it is not.
    """
    lines = _lines(judged, keys)
    ways = {key: _way(calls) for key, calls in lines.items()}
    real = {key for key, calls in lines.items() if all(j.what == "real" for j in calls)}
    if {-1, 1} - {ways[key] for key in real}:
        return judged
    shown: dict[int, set[_Key]] = defaultdict(set)
    for key, turn in zip(keys, turns, strict=True):
        shown[turn].add(key)
    wrong = set()
    for together in shown.values():
        fakes = {ways[key] for key in together if all(j.what == "fake" for j in lines[key])} - {0}
        opposed = {ways[key] for key in real & together} >= {-1, 1}
        wrong |= {key for key in real & together if opposed and ways[key] in fakes}
    return [_all(j, "mismatched") if key in wrong else j for j, key in zip(judged, keys, strict=True)]


def _way(calls: list[Judged]) -> int:
    """Whether nearly all pulls on the scores of these calls are positive, 1, or negative, -1; 0 for neither."""
    signs = [np.sign(pull) for j in calls for pull in j.score.pulls.values()]
    mean = float(np.concatenate(signs).mean()) if signs else 0.0
    return int(np.sign(mean)) if abs(mean) > 2 * _ONE_WAY - 1 else 0


def _lines(judged: list[Judged], keys: list[_Key]) -> dict[_Key, list[Judged]]:
    found: dict[_Key, list[Judged]] = defaultdict(list)
    for j, key in zip(judged, keys, strict=True):
        found[key].append(j)
    return found


def _all(j: Judged, what: str, source: int | None = None, how: str = "") -> Judged:
    """The same call with rows that are all of one kind."""
    return replace(j, parts=(Part(0, j.rows, what, source, how),))
