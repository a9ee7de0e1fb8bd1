"""Every status has a word, a glyph and a meaning of its own."""

from gancheck.evidence.outcome import Status
from gancheck.report.statuses import STATUSES


def test_every_status_is_shown_in_its_own_words() -> None:
    assert set(STATUSES) == set(Status)
    for facet in ("key", "word", "glyph", "meaning"):
        assert len({getattr(view, facet) for view in STATUSES.values()}) == len(Status)


def test_the_gravest_comes_first() -> None:
    order = list(STATUSES)
    assert order[:2] == [Status.FAILED, Status.ERRORED]
    assert order.index(Status.INCONCLUSIVE) < order.index(Status.PASSED) < order.index(Status.NOT_APPLICABLE)
