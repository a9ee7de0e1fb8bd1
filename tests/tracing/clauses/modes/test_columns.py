"""Where a fake stands in D's input."""

import numpy as np
import torch

from gancheck.tracing.clauses.modes.columns import beside, flat_rows, span_of
from gancheck.tracing.recording.fingerprint import see

FAKE = torch.arange(12.0).reshape(4, 3)
LABELS = -torch.ones(4, 2)


def test_first_or_last_columns():
    assert span_of(see(torch.cat([FAKE, LABELS], 1)), see(FAKE)) == (0, 3)
    assert span_of(see(torch.cat([LABELS, FAKE], 1)), see(FAKE)) == (2, 5)
    assert span_of(see(FAKE), see(FAKE)) == (0, 3)


def test_channels_and_pictures():
    picture, maps = torch.rand(4, 1, 5, 5), torch.rand(4, 2, 5, 5)
    whole = see(torch.cat([maps, picture], 1))
    assert span_of(whole, see(picture)) == (50, 75)
    assert np.array_equal(beside(flat_rows(whole), (50, 75)), maps.reshape(4, -1).numpy())


def test_elsewhere():
    assert span_of(see(FAKE + 1), see(FAKE)) is None
    assert span_of(see(FAKE), see(torch.cat([FAKE, LABELS], 1))) is None
    assert span_of(see(torch.cat([LABELS, FAKE, LABELS], 1)), see(FAKE)) is None
