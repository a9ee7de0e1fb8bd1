"""The settings on which no rule was tuned: other densities, rules, rates and lengths."""

from __future__ import annotations

from functools import partial

from gancheck.stability.runs.shorthand import CONSTANT, adam, around, line, rmsprop, sgd, square, tables
from gancheck.stability.runs.world import digits
from gancheck.training import Decay, Network, Rule

_row = tables(tuned=False)
_plane = partial(_row, plane=True)

_WIDE = line((3, 2))
_SHIFTED = line((1.5, 0.5), (3.2, 0.6), weights=(0.45, 0.55))
_BROAD = line((-1.6, 0.6), (0, 0.6), (1.6, 0.6))
_THIRDS = line((-1.8, 0.5), (0.9, 0.7), weights=(0.35, 0.65))
_FIVE = line((-4, 0.5), (-2, 0.5), (0, 0.5), (2, 0.5), (4, 0.5))
_BEHIND = line((-7, 0.6), (-5, 0.4))
_RING5 = around(5, 2.5, 0.3)
_WIDE_RING = around(6, 3.5, 0.4)
_RING6 = around(6, 2.0, 0.3)
_SOFT_RING = around(4, 1.5, 0.5)
_SOFT_GRID = square(3, 1.6, 0.5)
_GRID4 = square(4, 1.5, 0.25)
_DIGITS = partial(digits, 3, 0.5)

SETTINGS = (
    _row(
        "thirds, Adam beta .99", _THIRDS, adam(1e-3, 0.0, 0.99), adam(3e-3, 0.0, 0.99), k=3, average=0.99, budget=1100
    ),
    _row("shifted modes, RMSprop", _SHIFTED, rmsprop(5e-4), rmsprop(2e-3), k=3, average=0.98),
    _row("wide mode, minimax k = 5", _WIDE, sgd(0.03, 0.5), sgd(0.1, 0.5), objective="minimax", k=5, budget=900),
    _row("broad modes, hinge", _BROAD, adam(8e-4), adam(3e-3), objective="hinge", k=3, average=0.99, budget=900),
    _row("broad modes, least squares", _BROAD, adam(8e-4), adam(2e-3), objective="least-squares", k=3, average=0.99),
    _row(
        "shifted modes, slow start",
        _SHIFTED,
        adam(3e-4, 0.0, 0.95),
        adam(1e-3, 0.0, 0.95),
        k=3,
        average=0.98,
        budget=1300,
    ),
    _row(
        "broad modes, clipped Wasserstein",
        _BROAD,
        rmsprop(4e-4),
        rmsprop(1e-3),
        objective="wasserstein",
        k=5,
        clip=0.15,
        average=0.99,
        budget=900,
    ),
    _plane("soft grid, k = 4", _SOFT_GRID, adam(1e-3, 0.0, 0.99), adam(3e-3, 0.0, 0.99), k=4, average=0.99, budget=900),
    _plane("digits in 3-D, RMSprop", _DIGITS, rmsprop(7e-4), rmsprop(3e-3), k=3, average=0.99, budget=900),
    _row("mode behind, SGD", line((-6, 0.8)), sgd(0.05, 0.5), sgd(0.1, 0.5), k=3, budget=1200),
    _plane(
        "soft grid, noisy start",
        _SOFT_GRID,
        rmsprop(5e-3),
        rmsprop(5e-3),
        k=3,
        decay=Decay("exponential", 1.005, 1e-5),
        average=0.99,
    ),
    _row("thirds, RMSprop, no decay", _THIRDS, rmsprop(2e-3), rmsprop(2e-3), decay=CONSTANT),
    _row("three broad modes, SGD momentum", _BROAD, sgd(0.1, 0.5), sgd(0.1, 0.5), decay=CONSTANT, budget=1200),
    _plane("soft ring, Adam beta .9", _SOFT_RING, adam(2e-3, 0.9, 0.99), adam(1e-3, 0.9, 0.99), decay=CONSTANT),
    _plane("soft grid, fast G", _SOFT_GRID, adam(6e-3, 0.5, 0.9), adam(1.5e-3, 0.5, 0.9), decay=CONSTANT, budget=800),
    _row("wide mode, NAdam", _WIDE, Rule("NAdam", 4e-3), Rule("NAdam", 4e-3), decay=CONSTANT),
    _plane("soft grid, huge steps", _SOFT_GRID, sgd(1.0), sgd(1.0), objective="least-squares", decay=CONSTANT),
    _row("five modes, KL", _FIVE, sgd(0.05), sgd(0.05), objective="kl", decay=CONSTANT),
    _plane(
        "digits in 3-D, unbounded critic",
        _DIGITS,
        sgd(0.05, 0.5),
        sgd(0.2, 0.5),
        objective="wasserstein",
        decay=CONSTANT,
    ),
    _plane("ring of 6, minimax", _RING6, sgd(0.01), sgd(0.15, 0.9), k=4, objective="minimax", decay=CONSTANT),
    _row("modes behind, minimax", _BEHIND, sgd(0.02, 0.5), rmsprop(5e-3), k=5, objective="minimax", decay=CONSTANT),
    _plane("grid of 16, tight clip", _GRID4, sgd(0.02), adam(1e-3), k=2, objective="wasserstein", clip=0.015),
    _plane("ring of 5, slow G", _RING5, rmsprop(1e-5), rmsprop(2e-3), k=2, decay=CONSTANT, budget=900),
    _row("modes behind, slow G", _BEHIND, adam(1e-5), adam(3e-3, 0.0, 0.99), decay=CONSTANT),
    _plane("wide ring, bounded G", _WIDE_RING, rmsprop(1e-3), rmsprop(3e-3), generator=Network((32,), output="tanh")),
    _plane("ring of 5, sluggish G", _RING5, sgd(3e-3, 0.5), adam(8e-3), k=4, decay=CONSTANT),
    _row("five modes, linear G", _FIVE, rmsprop(1e-3), rmsprop(3e-3), k=2, generator=Network((1,)), average=0.98),
    _plane("grid of 16, sluggish G", _GRID4, adam(5e-5), adam(5e-3), k=2, decay=CONSTANT),
    _plane("ring of 6, narrow modes, hinge", _RING6, adam(8e-4), adam(3e-3), k=2, objective="hinge", average=0.99),
    _row("thirds, Adagrad", _THIRDS, Rule("Adagrad", 0.02), Rule("Adagrad", 0.05), k=3, average=0.99),
    _plane(
        "grid of 16, minimax RMSprop", _GRID4, rmsprop(3e-4), rmsprop(3e-3), k=2, objective="minimax", decay=CONSTANT
    ),
)
