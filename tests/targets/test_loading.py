"""Every way to name a target, and every sentence for a name that does not do."""

from __future__ import annotations

from pathlib import Path

import pytest

from gancheck.targets import TargetError, load, resolve

GOOD = """
import torch

class GAN:
    def __init__(self, seed=0):
        self.seed = seed
    def sample(self, n, seed):
        return torch.randn(n, 1)

built = GAN()

class Outer:
    Inner = GAN
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "my_gan.py").write_text(GOOD)
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("spec", ["my_gan.py:GAN", "my_gan:GAN", "my_gan.py:built", "my_gan.py:Outer.Inner"])
def test_a_class_and_an_object_are_found_in_files_and_modules(folder: Path, spec: str) -> None:
    target = load(spec)
    assert target.spec == target.name == spec
    assert target.capabilities == {"sample"}
    assert target.build(3).sample(5, 0).shape == (5, 1)


def test_the_seed_is_passed_to_a_factory_that_takes_it(folder: Path) -> None:
    assert load("my_gan.py:GAN").build(17).gan.seed == 17


def test_a_file_may_import_what_lies_beside_it(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "beside_it.py").write_text(GOOD)
    (folder / "sub" / "importing.py").write_text("from beside_it import GAN\n")
    assert load("sub/importing.py:GAN").capabilities == {"sample"}


@pytest.mark.parametrize(
    ("spec", "sentence"),
    [
        ("my_gan", "'my_gan' does not name a target: write module:name or file.py:name"),
        (":GAN", "':GAN' does not name a target: write module:name or file.py:name"),
        ("none.py:GAN", "there is no file none.py"),
        (
            "no_such_module:GAN",
            "the module no_such_module could not be imported: ModuleNotFoundError: No module named 'no_such_module'",
        ),
        ("my_gan.py:GAM", "my_gan.py has no 'GAM'; did you mean 'GAN'?"),
        ("broken.py:GAN", "broken.py could not be imported: SyntaxError: invalid syntax (broken.py, line 1)"),
        ("raising.py:GAN", "raising.py could not be imported: ZeroDivisionError: division by zero"),
        ("faulty.py:build", "faulty.py:build could not be built: KeyError: 'weights'"),
        ("faulty.py:nothing", "faulty.py:nothing returned None: it has to return the GAN"),
        (
            "faulty.py:empty",
            "the target is a object with none of sample(n, seed), discriminate(x), train_step(real) and fit(data): "
            "add one, or return a gancheck.Players",
        ),
        (
            "faulty.py:demanding",
            "faulty.py:demanding has the required argument 'config': gancheck passes only seed, dim and device, "
            "so give it a default",
        ),
        (
            "faulty.py:Labelled",
            "faulty.py:Labelled has train_step(real, labels), and gancheck calls train_step(real): "
            "missing a required argument: 'labels'",
        ),
        (
            "faulty.py:Named",
            "faulty.py:Named: the target's attribute output has to be one of 'probability', 'logits', not 'odds'",
        ),
        ("faulty.py:Sized", "faulty.py:Sized: the target's attribute minibatch has to be a positive integer, not 0"),
    ],
)
def test_a_wrong_name_gets_one_sentence(folder: Path, spec: str, sentence: str) -> None:
    (folder / "broken.py").write_text("def :\n")
    (folder / "raising.py").write_text("1 / 0\n")
    (folder / "faulty.py").write_text(
        "def build():\n    raise KeyError('weights')\n"
        "def nothing():\n    return None\n"
        "def empty():\n    return object()\n"
        "def demanding(config):\n    return config\n"
        "class Sized:\n    minibatch = 0\n    def sample(self, n): ...\n"
        "class Labelled:\n    def train_step(self, real, labels): ...\n"
        "class Named:\n    output = 'odds'\n    def sample(self, n): ...\n"
    )
    with pytest.raises(TargetError) as caught:
        load(spec)
    assert str(caught.value) == sentence


def test_objects_of_this_process_resolve(folder: Path) -> None:
    target = load("my_gan.py:GAN")
    assert resolve(target) is target
    assert resolve("my_gan.py:GAN").spec == "my_gan.py:GAN"
    from tests.gans.handwritten import Handwritten

    here = resolve(Handwritten)
    assert here.spec is None
    assert here.name == "Handwritten"


def test_an_object_is_copied_for_every_build(folder: Path) -> None:
    target = load("my_gan.py:built")
    first, second = target.build(0), target.build(0)
    assert first.gan is not second.gan
