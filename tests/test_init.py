import importlib
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import gancheck

ROOT = Path(__file__).parents[1]


def test_importing_gancheck_imports_no_torch() -> None:
    code = "import sys, gancheck; assert 'torch' not in sys.modules; assert 'numpy' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_the_version_is_the_projects() -> None:
    assert gancheck.__version__ == tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]


@pytest.mark.parametrize("name", gancheck.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(gancheck, name) is not None
    assert name in dir(gancheck)


def test_a_module_is_the_module() -> None:
    assert gancheck.engine is importlib.import_module("gancheck.engine")


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'chekc'"):
        gancheck.chekc  # noqa: B018
