from __future__ import annotations

import sys
from pathlib import Path

import pytest

from gancheck.bench.against.nursery import forget


def test_a_forgotten_package_is_imported_from_where_the_path_leads_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("one", "two"):
        (tmp_path / name / "forgettable").mkdir(parents=True)
        (tmp_path / name / "forgettable" / "__init__.py").write_text("from forgettable.part import NAME")
        (tmp_path / name / "forgettable" / "part.py").write_text(f"NAME = {name!r}")
    seen = []
    for name in ("one", "two"):
        monkeypatch.syspath_prepend(tmp_path / name)
        forget("forgettable")
        import forgettable  # type: ignore[import-not-found]

        seen.append(forgettable.NAME)
    forget("forgettable")
    assert seen == ["one", "two"]
    assert not {name for name in sys.modules if name.startswith("forgettable")}


def test_only_the_package_is_forgotten() -> None:
    forget("gan")
    assert "gancheck.bench" in sys.modules
