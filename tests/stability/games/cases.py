"""Games and rules for the tests: one of every kind, and strategies over them."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from gancheck.stability.games import (
    Alternating,
    Bilinear,
    Consensus,
    DiracGAN,
    Extragradient,
    GradientPenalty,
    InstanceNoise,
    Optimistic,
    Simultaneous,
)
from gancheck.stability.games.rules import Rule

RULES: tuple[Rule, ...] = (
    Simultaneous(0.3),
    Simultaneous((0.3, 0.7), momentum=(-0.4, 0.6)),
    Alternating(4.2),
    Alternating((0.2, 0.5), k=3),
    Alternating(0.3, momentum=-0.5),
    Alternating((0.3, 0.2), momentum=(0.2, -0.5)),
    Alternating(0.3, k=4, momentum=0.5),
    Optimistic((0.3, 0.4)),
    Extragradient(0.6),
)
PENALTIES = (None, GradientPenalty(0.3), GradientPenalty(1.7), InstanceNoise(0.5), Consensus(0.4))

rates = st.floats(0.01, 1.5)
momenta = st.floats(-0.9, 0.9)


def rules() -> st.SearchStrategy[Rule]:
    """Every rule, each player at its own rate and momentum."""
    pair, both = st.tuples(rates, rates), st.tuples(momenta, momenta)
    return st.one_of(
        st.builds(Simultaneous, pair),
        st.builds(Simultaneous, pair, momentum=both),
        st.builds(Alternating, pair, k=st.integers(1, 5)),
        st.builds(Alternating, pair, k=st.integers(1, 5), momentum=both),
        st.builds(Optimistic, pair),
        st.builds(Extragradient, pair),
    )


def dirac_gans() -> st.SearchStrategy[DiracGAN]:
    """The Dirac-GAN with each objective and each penalty."""
    weights = st.floats(0.0, 3.0)
    penalties = st.one_of(
        st.none(), st.builds(GradientPenalty, weights), st.builds(InstanceNoise, weights), st.builds(Consensus, weights)
    )
    names = ("minimax", "non-saturating", "wasserstein", "hinge", "reverse-kl", "pearson", "squared-hellinger", "js")
    return st.builds(DiracGAN, st.sampled_from(names), penalties)


@st.composite
def bilinears(draw: st.DrawFn) -> Bilinear:
    """A game of up to 4 by 4 parameters, from a seed."""
    n, m, seed = draw(st.integers(1, 4)), draw(st.integers(1, 4)), draw(st.integers(0, 2**32 - 1))
    weight = draw(st.floats(0.0, 0.5))
    penalty = draw(st.sampled_from((None, GradientPenalty(weight), Consensus(weight))))
    return Bilinear(np.random.default_rng(seed).normal(size=(n, m)), penalty)
