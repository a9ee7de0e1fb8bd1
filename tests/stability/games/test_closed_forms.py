"""Closed forms: the literature's figures, and its theorems as laws."""

from __future__ import annotations

import math

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gancheck.stability.games import Alternating, Extragradient, Mode, Optimistic, Simultaneous, update_matrix
from gancheck.stability.games.closed_forms import alone_eigenvalues, field_eigenvalues, mode_eigenvalues
from gancheck.stability.games.eigenvalues import eigenvalue_distance, in_order
from gancheck.stability.games.rules import Rule, each
from tests.stability.games.cases import rules

couplings = st.floats(0.05, 2.0)
steps = st.floats(0.01, 0.99)


def radius(rule: Rule, mode: Mode) -> float:
    return float(np.abs(mode_eigenvalues(rule, mode)).max())


def test_the_figures_of_the_dirac_gan() -> None:
    """Mescheder et al. 2018, Section 2, with f'(0) = 1/2: +-i/2, sqrt(1 + h^2/4), and alternating steps beyond 4."""
    plain = Mode(0.5)
    np.testing.assert_allclose(in_order(field_eigenvalues(plain)), [0.5j, -0.5j], atol=1e-15)
    for h in (0.01, 0.3, 1.0, 4.0):
        assert radius(Simultaneous(h), plain) == pytest.approx(math.sqrt(1 + h**2 / 4), abs=1e-14)
        assert radius(Alternating(h), plain) == pytest.approx(1.0, abs=1e-14)
    with mp.workdps(30):  # 1 - a^2/2 - sqrt((1 - a^2/2)^2 - 1) for a = 4.2 / 2
        exact = abs(1 - mp.mpf("2.1") ** 2 / 2 - mp.sqrt((1 - mp.mpf("2.1") ** 2 / 2) ** 2 - 1))
    assert float(exact) == pytest.approx(1.877328, abs=5e-7)
    assert radius(Alternating(4.2), plain) == pytest.approx(float(exact), abs=1e-13)


def test_k_steps_of_the_discriminator_are_one_of_a_larger_rate() -> None:
    """Without damping: a^2 = k h^2 f'(0)^2 (Mescheder et al. 2018, Section 2)."""
    for k in (1, 2, 5):
        assert radius(Alternating(4.2, k=k), Mode(0.5)) == pytest.approx(
            radius(Alternating(4.2 * math.sqrt(k)), Mode(0.5)), abs=1e-12
        )


@given(coupling=couplings, excess=st.floats(-0.9, 3.0))
def test_the_penalty_is_critical_at_twice_the_coupling(coupling: float, excess: float) -> None:
    weight = 2 * coupling * (1 + excess)
    turning = np.abs(field_eigenvalues(Mode(coupling, 0.0, weight)).imag).max() > 0
    assert turning == (weight < 2 * coupling)
    assert field_eigenvalues(Mode(coupling, 0.0, weight)).real.max() < 0


@given(coupling=couplings, rate=steps, momentum=st.floats(-0.95, 0.95))
def test_simultaneous_steps_of_a_bilinear_game_never_converge(coupling: float, rate: float, momentum: float) -> None:
    """Whatever the momentum. Gidel et al. 2019b, Theorem 5."""
    assert radius(Simultaneous(rate, momentum=momentum), Mode(coupling)) > 1


@given(coupling=couplings, share=steps)
def test_negative_momentum_makes_alternating_steps_converge(coupling: float, share: float) -> None:
    """-1/2 for one player, none for the other, rates up to 1 / coupling. Gidel et al. 2019b, Theorem 6.

    Theirs is a rate of squared distances: max(1/2, 1 - (rate coupling)^2 / 16).
    """
    rule = Alternating(share / coupling, momentum=(-0.5, 0.0))
    assert radius(rule, Mode(coupling)) ** 2 <= max(0.5, 1 - share**2 / 16) + 1e-12


@given(coupling=couplings, share=steps, momentum=st.floats(0.01, 0.9))
def test_momentum_drives_alternating_steps_away(coupling: float, share: float, momentum: float) -> None:
    assert radius(Alternating(share / coupling, momentum=momentum), Mode(coupling)) > 1


@given(coupling=couplings, share=st.floats(0.05, 1.5))
def test_where_optimism_and_extragradient_converge(coupling: float, share: float) -> None:
    """Up to rates of 1/sqrt(3) and 1 over the coupling."""
    rate = share / coupling
    if abs(share - 3**-0.5) > 1e-6:
        assert (radius(Optimistic(rate), Mode(coupling)) < 1) == (share < 3**-0.5)
    if abs(share - 1) > 1e-6:
        assert (radius(Extragradient(rate), Mode(coupling)) < 1) == (share < 1)


@given(rule=rules(), a=st.floats(-2, 2), g=st.floats(0, 2), d=st.floats(0, 2))
def test_they_are_roots_of_the_matrixs_characteristic_polynomial(rule: Rule, a: float, g: float, d: float) -> None:
    """Residuals, since the eigenvalues of nearly defective matrices are rounded by the root of rounding."""
    mode = Mode(a, g, d)
    if isinstance(rule, Alternating) and rule.k > 1 and any(each(rule.momentum)):
        with pytest.raises(NotImplementedError, match="k > 1 with momentum"):
            mode_eigenvalues(rule, mode)
        return
    matrix = update_matrix(rule, mode.blocks)
    found = mode_eigenvalues(rule, mode)
    assert len(found) == len(matrix)
    size = 1 + np.abs(found).max()
    np.testing.assert_allclose(np.poly(found) / size**4, np.poly(matrix) / size**4, atol=1e-11)


@pytest.mark.parametrize("player", [0, 1])
@pytest.mark.parametrize(
    "rule", [Simultaneous(0.2), Alternating(0.2, momentum=(0.3, -0.4)), Optimistic(0.2), Extragradient(0.2)], ids=str
)
def test_what_is_alone_stays_where_it_is(rule: Rule, player: int) -> None:
    """Two of them are a mode without coupling."""
    both = np.concatenate([alone_eigenvalues(rule, 0), alone_eigenvalues(rule, 1)])
    assert eigenvalue_distance(both, mode_eigenvalues(rule, Mode(0.0))) < 1e-14
    assert 1.0 in alone_eigenvalues(rule, player)


def test_what_is_no_rule_has_no_closed_form() -> None:
    with pytest.raises(NotImplementedError, match="no closed form is known for 'Adam'"):
        mode_eigenvalues("Adam", Mode(1.0))
