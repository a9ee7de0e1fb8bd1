from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from gancheck.tracing.reading.objective import Update, law_holds, opposite_signs, read
from tests.tracing.reading.objective.faulty import FAULTY, lift, up
from tests.tracing.reading.objective.textbook import LAWS, Law, bce, mse, run


def reversed_(updates: list[Update]) -> list[Update]:
    return [replace(u, scores=tuple(replace(s, pulls=-s.pulls) for s in u.scores)) for u in updates]


# Wherever D tells fakes from real, most of G's pulls are the other way, whatever the loss and the convention: 0 of
# 34 x 50 runs were on the wrong side of 1/2.
@pytest.mark.parametrize("name", LAWS)
def test_the_law_holds_for_every_objective(name: str) -> None:
    law = LAWS[name]
    for seed in range(5):
        # Least squares' D has its outputs between its targets, not a logit apart.
        drift, spread = (0.4, 0.2) if "least" in name and "sigmoid" not in name else (1.0, 1.0)
        d, g = run(law, seed, spread=spread, drift=drift)
        found = opposite_signs(d, g)
        assert found.share > 0.6
        assert found.rows > 0
        assert opposite_signs(d, reversed_(g)).share == pytest.approx(1 - found.share)
        assert opposite_signs(reversed_(d), g).share == pytest.approx(1 - found.share)


def test_players_that_cooperate() -> None:
    d, g = run(LAWS["wasserstein"], 1)
    assert opposite_signs(d, reversed_(g)) == (0.0, 0.0, 30 * 64)
    ascending = FAULTY["ascent"].law
    assert opposite_signs(*run(ascending, 1)).share == 0.0
    both_up = Law("", lambda r, f: bce(r, 1.0) + bce(f, 1.0), up, "logit", "", "")
    assert opposite_signs(*run(both_up, 1)).share == 0.0


def test_least_squares_whose_outputs_all_start_below_its_targets() -> None:
    law = Law("", lambda r, f: mse(r - 3, 1.0) + mse(f - 3, 0.0), lambda r, f: mse(f - 3, 1.0), "score", "", "")
    d, g = run(law, 1, spread=0.1, drift=0.05)
    moved = [
        [replace(u, scores=tuple(replace(s, values=s.values - 3) for s in u.scores)) for u in updates]
        for updates in (d, g)
    ]
    assert opposite_signs(*moved).share == 1.0


def test_least_squares_fakes_past_gs_target_are_left_out() -> None:
    law = Law("", lambda r, f: mse(r, 0.0) + mse(f, 1.0), lambda r, f: mse(f, 0.0), "score", "", "")
    d, g = run(law, 1, spread=0.2, drift=0.1)
    # D's outputs start around 0, which is where G wants them: about half of the fakes are past it.
    assert opposite_signs(d, g).share < 0.8
    found = opposite_signs(d, g, read(d, g))
    assert found.share == 1.0
    assert 100 < found.rows < 30 * 64
    assert opposite_signs(d, reversed_(g), read(d, reversed_(g))).share == pytest.approx(1 - opposite_signs(d, g).share)


def test_where_the_law_says_nothing() -> None:
    between = {"least squares, -1 1 0", "boundary-seeking", "boundary-seeking, probabilities", "softmax"}
    for name in ("least squares", "minimax", "hinge", "wasserstein, low on real", *between):
        assert law_holds(*read(*run(LAWS[name], 1, spread=1.5))) == (name not in between)


def test_nothing_to_compare() -> None:
    d, g = run(LAWS["wasserstein"], 1, steps=2)
    dead = [replace(u, scores=tuple(replace(s, pulls=0 * s.pulls) for s in u.scores)) for u in g]
    assert opposite_signs(d, dead).rows == 0
    assert np.isnan(opposite_signs(dead, g).share)
    one_sided = Law("", lambda r, f: r.mean(), lift, "score", "", "")
    assert opposite_signs(run(one_sided, 1)[0], g).rows == 0
