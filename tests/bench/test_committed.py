from pathlib import Path

import pytest

from gancheck.bench.committed import PLACE, Committed, CommittedError, differences, read, write
from gancheck.bench.counters import Counters
from gancheck.bench.size import SIZES, Size

ROOT = Path(__file__).parents[2]


def test_what_is_written_is_read(tmp_path: Path) -> None:
    kept = Committed("2.13.0", {Size(32, 64): Counters(1, 2, 3)}, ("the first",))
    write(tmp_path / "deep" / "counters.json", kept)
    assert read(tmp_path / "deep" / "counters.json") == kept


def test_no_file_is_none_and_nonsense_is_said(tmp_path: Path) -> None:
    assert read(tmp_path / "none.json") is None
    for text in ("{", "[]", '{"torch": "2"}', '{"torch": "2", "counters": {"32": {}}, "reasons": []}'):
        (tmp_path / "a.json").write_text(text)
        with pytest.raises(CommittedError, match=r"a\.json holds no counters"):
            read(tmp_path / "a.json")


def test_differences_have_both_numbers() -> None:
    assert differences(Counters(242, 5, 0), Counters(252, 5, 8)) == ["aten 242 -> 252 (+4.1 %)", "bytes 0 -> 8"]
    assert differences(Counters(640, 64, 64, 64), Counters(704, 64, 64, 64)) == ["aten 10 -> 11 (+10 %)"]
    assert differences(Counters(1, 2, 3), Counters(1, 2, 3)) == []


@pytest.mark.skipif(not (ROOT / PLACE).exists(), reason="baselines are no part of a source distribution")
def test_the_committed_file_can_be_read() -> None:
    committed = read(ROOT / PLACE)
    assert committed is not None
    assert set(committed.counters) == set(SIZES)
    assert committed.reasons
