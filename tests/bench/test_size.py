import pytest

from gancheck.bench.size import SIZES, Size, parse_size


def test_a_size_has_a_key_that_names_it() -> None:
    assert [parse_size(size.key) for size in SIZES] == list(SIZES)
    assert str(Size(32, 64)) == "2x32, minibatch 64"


@pytest.mark.parametrize("text", ["", "32", "32:", "0:64", "32:64:1", "a:b", "-1:2"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"a size is WIDTH:MINIBATCH, such as 32:64, not "):
        parse_size(text)
