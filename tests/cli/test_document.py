import json
from pathlib import Path

from gancheck.cli.document import write_json
from gancheck.engine import Record, Result
from tests.engine.samples import FAILED, HEADER


def test_the_document_is_strict_json_with_everything(tmp_path: Path) -> None:
    write_json(Record(HEADER, (FAILED,)), 2.5, tmp_path / "run.json")

    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    document = json.loads((tmp_path / "run.json").read_text(), parse_constant=refuse)
    assert document["run"]["seed"] == 17
    assert document["counts"] == {"failed": 1}
    assert document["missing"] == ["value-identity"]
    assert Result.from_json(document["results"][0]) == FAILED
