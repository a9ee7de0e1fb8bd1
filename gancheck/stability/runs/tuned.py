"""The settings on which the rules were tuned."""

from __future__ import annotations

from functools import partial

from gancheck.stability.runs.shorthand import CONSTANT, adam, around, line, rmsprop, sgd, square, tables
from gancheck.stability.runs.world import digits
from gancheck.training import Decay, Network

_row = tables(tuned=True)
_plane = partial(_row, plane=True)

_ONE = line((0, 1))
_TWO = line((-1, 0.5), (1, 0.5))
_APART = line((-2, 0.5), (2, 0.5))
_THREE = line((-2, 0.5), (0, 0.4), (2, 0.6), weights=(0.5, 0.3, 0.2))
_UNEQUAL = line((-1.5, 0.4), (1, 0.6), weights=(0.6, 0.4))
_FAR = line((4, 0.5), (6, 0.5))
_FOUR = line((-3, 0.5), (-1, 0.4), (1, 0.4), (3, 0.5))
_RING8 = around(8, 2.0, 0.25)
_LARGE_RING = around(8, 3.0, 0.25)
_RING4 = around(4, 1.5, 0.3)
_GRID2 = square(2, 2.0, 0.5)
_GRID3 = square(3, 2.0, 0.35)
_DIGITS = partial(digits, 2)

SETTINGS = (
    # Right ones, some of them odd: D ahead by far at first, D fast and k = 5, a slow start, a critic without bounds.
    _row("two modes, TTUR", _TWO, adam(1e-3), adam(4e-3), k=2, average=0.99),
    _row("three modes, k = 3", _THREE, adam(1e-3), adam(4e-3), k=3, average=0.99, budget=1200),
    _row("one mode, minimax SGD", _ONE, sgd(0.05, 0.5), sgd(0.1, 0.5), objective="minimax", k=3),
    _row("two modes, fast D and k = 5", _TWO, sgd(0.01), adam(0.02), k=5),
    _row("two modes, slow start", _TWO, adam(2e-4), adam(8e-4), k=2, average=0.99, budget=1400),
    _row(
        "two modes, clipped Wasserstein",
        _TWO,
        rmsprop(5e-4),
        rmsprop(1e-3),
        objective="wasserstein",
        k=4,
        clip=0.1,
        average=0.99,
    ),
    _plane("grid of 4, k = 4", _GRID2, adam(1e-3, 0.0, 0.99), adam(4e-3, 0.0, 0.99), k=4, average=0.99, budget=800),
    _plane("digits, TTUR", _DIGITS, adam(1e-3), adam(4e-3), k=2, average=0.99),
    _row("far mode, TTUR", line((5, 1)), adam(1e-3), adam(4e-3), k=2, average=0.99, budget=1200),
    _plane(
        "grid of 4, noisy start",
        _GRID2,
        adam(4e-3, 0.5, 0.99),
        adam(4e-3, 0.5, 0.99),
        k=2,
        decay=Decay("exponential", 1.004, 1e-5),
        average=0.99,
    ),
    # No decay, momentum, equal rates, a fast generator.
    _row("two modes, DCGAN's Adam", _TWO, adam(1e-3, 0.5, 0.999), adam(1e-3, 0.5, 0.999), decay=CONSTANT),
    _row("modes apart, SGD", _APART, sgd(0.1), sgd(0.1), decay=CONSTANT),
    _plane("ring of 8, fast G", _RING8, adam(4e-3), adam(4e-3), decay=CONSTANT),
    _plane("digits, momentum .9", _DIGITS, adam(1e-3, 0.9, 0.999), adam(1e-3, 0.9, 0.999), decay=CONSTANT),
    _plane("ring of 8, faster G", _RING8, adam(5e-3, 0.5, 0.999), adam(1e-3, 0.5, 0.999), decay=CONSTANT),
    # Steps too large, an unbounded critic, a discriminator too weak to hold G.
    _row("two modes, SGD momentum .9", _TWO, sgd(0.05, 0.9), sgd(0.05, 0.9), decay=CONSTANT),
    _plane("ring of 4, unbounded critic", _RING4, sgd(0.1), sgd(0.5), objective="wasserstein", decay=CONSTANT),
    _row("two modes, weak D", _TWO, adam(1e-3), adam(1e-3), k=2, discriminator=Network((2,)), average=0.99),
    # A saturating loss against a discriminator that is ahead; a critic clipped to nothing.
    _plane("ring of 8, minimax", _RING8, sgd(0.02, 0.5), sgd(0.2, 0.9), k=3, objective="minimax", decay=CONSTANT),
    _row("far modes, minimax", _FAR, sgd(0.05), adam(0.01), k=4, objective="minimax", decay=CONSTANT),
    _row("far modes, tight clip", _FAR, sgd(0.01), rmsprop(1e-3), k=2, objective="wasserstein", clip=0.02),
    # A generator that cannot follow.
    _plane("ring of 4, slow G", _RING4, adam(1e-5), adam(1e-3), decay=CONSTANT),
    _row("far modes, slow G", _FAR, adam(1e-5), adam(5e-3), k=2, decay=CONSTANT),
    _plane("large ring, bounded G", _LARGE_RING, adam(1e-3), adam(4e-3), generator=Network((32, 32), output="sigmoid")),
    # Few modes reached.
    _plane("ring of 8, sluggish G", _RING8, sgd(5e-3), adam(0.01), k=4, decay=CONSTANT),
    _row("modes apart, linear G", _APART, adam(1e-3), adam(4e-3), k=2, generator=Network((1,)), average=0.99),
    _row("four modes, narrow G", _FOUR, adam(1e-3), adam(4e-3), k=2, generator=Network((2,)), average=0.99),
    # Everything is there, and it does not get better.
    _plane("grid of 9, minimax Adam", _GRID3, adam(2e-4), adam(5e-3), k=2, objective="minimax", decay=CONSTANT),
    _row("unequal modes, DCGAN's average", _UNEQUAL, adam(5e-4, 0.5, 0.999), adam(5e-4, 0.5, 0.999), average=0.99),
    _plane("ring of 4, narrow modes", _RING4, adam(1e-3), adam(4e-3), k=2, average=0.99),
)
