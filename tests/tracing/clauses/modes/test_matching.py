"""Conditions told alike, in the same and in another form."""

import numpy as np
import pytest
import torch
from torch.nn.functional import one_hot

from gancheck.tracing.clauses.modes.matching import Rows, alike, same_alphabet
from gancheck.tracing.recording.fingerprint import see


def rows(tensor):
    return Rows.of(see(tensor))


LABELS = torch.arange(20) % 4
OTHERS = torch.arange(20) // 5  # The same classes, on other rows.
NOISE = torch.linspace(-1, 1, 60).reshape(20, 3)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (LABELS, LABELS.clone()),
        (LABELS, one_hot(LABELS, 4).float()),
        (one_hot(LABELS, 4).float(), LABELS),
        (NOISE, NOISE.clone()),
        (torch.cat([NOISE, one_hot(LABELS, 4)], 1), one_hot(LABELS, 4).float()),
        (LABELS, LABELS // 2),  # D is shown coarser classes.
        (NOISE, torch.cat([torch.ones(20, 2), NOISE], 1)),
    ],
)
def test_alike(given, shown):
    assert alike(rows(given), rows(shown))


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (LABELS, OTHERS),
        (LABELS, one_hot(OTHERS, 4).float()),
        (NOISE, NOISE.flip(0)),
        (NOISE, NOISE**2),
        (LABELS, NOISE),  # Every row of its own tells nothing ...
        (NOISE, LABELS),  # ... though a function of it.
        (LABELS, torch.zeros(20, dtype=torch.long)),
        (LABELS[:4], LABELS[:4].flip(0)),
    ],
)
def test_not_alike(given, shown):
    assert not alike(rows(given), rows(shown))


def test_the_same_values_on_other_rows():
    assert same_alphabet(rows(LABELS), rows(OTHERS))
    assert same_alphabet(rows(NOISE), rows(NOISE.flip(0)))
    assert same_alphabet(rows(torch.cat([NOISE, one_hot(LABELS, 4)], 1)), rows(one_hot(OTHERS, 4).float()))
    assert not same_alphabet(rows(LABELS), rows(LABELS + 1))
    assert not same_alphabet(rows(LABELS[:4]), rows(LABELS[:4].flip(0)))  # Too few to say.


def test_rows_are_put_back_in_order():
    order = [3, 0, 2, 1]
    shown = rows(torch.tensor([9, 9, 3, 0, 2, 1])).taken(2, order)
    assert shown.keys == rows(torch.tensor([0, 1, 2, 3])).keys
    assert np.array_equal(shown.values.ravel(), [0, 1, 2, 3])
    assert rows(LABELS).taken(0, [1, 3]).keys == ()  # Some of the fakes only.
