"""What the tracer finds in real training code that nobody here wrote, told with the lines it stands on.

`test_facts` establishes the same by other means. Every violation and departure is asserted, and that there is no other.
"""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from gancheck.tracing.finding import Finding
from tests.peers.running import SCRIPTS, library_of, place_for, run

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


@dataclass(frozen=True)
class Peer:
    """What must be found in one script: all of it, and no other violation or departure.

    `summary` are parts of the report's first line. Findings are written `clause: cause`; `lines` are lines of the
    library's own code that one of them tells.
    """

    script: str
    summary: tuple[str, ...]
    violations: frozenset[str] = frozenset()
    departures: frozenset[str] = frozenset()
    notes: frozenset[str] = frozenset()
    lines: dict[str, frozenset[str]] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    claimed: frozenset[str] = frozenset()


FIRST = "order: generator-first"

PEERS = [
    # torchgan 0.1.0. `Trainer.train_iter` takes the losses in the order of the list (trainer/base_trainer.py:322), and
    # every example has the generator's first.
    Peer(
        "torchgan_minimax",
        ("G,D alternate", "k=1", "non-saturating", "Adam", "1e-4", "3e-4", "(.5, .999)", "batch 16", "^16", "1x16x16"),
        departures=frozenset({FIRST}),
        lines={FIRST: frozenset({"torchgan/losses/loss.py:111", "torchgan/losses/loss.py:233"})},
        # MinimaxGeneratorLoss(nonsaturating=True) is the default (losses/minimax.py:37).
        claims={"objective": "minimax"},
        claimed=frozenset({"claimed-objective: other"}),
    ),
    Peer(
        "torchgan_saturating",
        ("G,D alternate", "k=1", "minimax"),
        departures=frozenset({FIRST}),
        notes=frozenset({"generator-objective: minimax"}),
        claims={"objective": "minimax"},
    ),
    Peer("torchgan_least_squares", ("k=1", "least squares"), departures=frozenset({FIRST})),
    Peer(
        "torchgan_wgan_gp",
        # The critic's loss and its penalty are two steps of one optimizer on one minibatch: k is 1.
        ("G,D alternate", "k=1", "asserstein"),
        violations=frozenset(
            {
                "gradient-penalty: norm-batch",  # losses/functional.py:101, `gradients.norm(2)` of the whole tensor
                "gradient-penalty: own-step",  # losses/wasserstein.py:294-295
            }
        ),
        departures=frozenset({FIRST, "gradient-penalty: interpolation-batch"}),  # losses/wasserstein.py:283
        lines={
            "gradient-penalty: norm-batch": frozenset({"torchgan/losses/functional.py:92"}),
            "gradient-penalty: own-step": frozenset({"torchgan/losses/wasserstein.py:295"}),
        },
        claims={"objective": "wgan-gp", "k": 1},
    ),
    Peer(
        "torchgan_wgan_clip",
        ("k=5", "asserstein"),
        violations=frozenset({"weight-clipping: before-step"}),  # losses/wasserstein.py:151-154
        departures=frozenset({FIRST}),
    ),
    Peer(
        "torchgan_wgan_bare",
        ("k=1", "asserstein"),
        violations=frozenset({"lipschitz: unconstrained"}),  # `clip=None`, losses/wasserstein.py:79
        departures=frozenset({FIRST}),
    ),
    Peer(
        "torchgan_dragan",
        ("G,D alternate", "k=1", "non-saturating"),
        violations=frozenset({"gradient-penalty: norm-batch", "gradient-penalty: own-step"}),  # functional.py:122
        departures=frozenset({FIRST}),
        notes=frozenset({"gradient-penalty: not-interpolated"}),
        lines={"gradient-penalty: own-step": frozenset({"torchgan/losses/draganpenalty.py:133"})},
    ),
    # vegans 0.4.0. `_create_steps` begins with `steps = {}` (AbstractGenerativeModel.py:328); one Z serves all networks
    # of an iteration (:443-446), the generator first (AbstractGAN1v1.py:70); the loader does not shuffle (:258).
    Peer(
        "vegans_vanilla",
        ("G,D alternate", "k=1", "non-saturating", "Adam 1e-3", "batch 32", "N(0, 1)^8"),
        departures=frozenset({FIRST, "fresh-noise: shared", "fresh-data: unshuffled"}),
        lines={FIRST: frozenset({"vegans/models/unconditional/AbstractGenerativeModel.py:517"})},
        claims={"k": 5},
        claimed=frozenset({"k: other"}),
    ),
    Peer(
        # The critic is low on real data for both players (utils/losses.py:43), and clipped after each of its steps.
        "vegans_wasserstein",
        ("k=1", "asserstein", "RMSprop 0.01"),
        departures=frozenset({FIRST, "fresh-noise: shared", "fresh-data: unshuffled"}),
        claims={"k": 5},
        claimed=frozenset({"k: other"}),
    ),
    Peer(
        "vegans_wasserstein_gp",
        ("k=1", "asserstein"),
        departures=frozenset({FIRST, "fresh-noise: shared", "fresh-data: unshuffled"}),
    ),
    Peer(
        # Real rows and fakes carry the labels of the minibatch (AbstractConditionalGAN1v1.py:107-114). No noise is
        # shared: given labels, the model throws away what it is given (AbstractConditionalGenerativeModel.py:429).
        "vegans_conditional",
        ("k=1", "non-saturating", "RMSprop 1e-4", "Adam 1e-4"),
        departures=frozenset({FIRST, "fresh-data: unshuffled"}),
    ),
    # torch-mimicry 0.1.16. The discriminator's step calls `self.forward(...)` (nets/gan/gan.py:339) and so does
    # `generate_images` (:42): no hook of either net is called there.
    Peer(
        "mimicry_sngan",
        ("D,G alternate", "k=5", "hinge", "Adam", "(0, .9)", "batch 8", "3x32x32"),
        # Logger.vis_images, in train mode (training/logger.py:171-186); the Trainer never calls eval().
        departures=frozenset({"modes: sampling-in-train", "modes: sampling-moves-statistics"}),
        lines={
            "modes: sampling-in-train": frozenset(
                {"torch_mimicry/training/logger.py:174", "torch_mimicry/training/logger.py:186"}
            )
        },
    ),
    Peer(
        # minimax_loss_gen is BCE against the real label (modules/losses.py:27-31), which is the non-saturating loss.
        "mimicry_minimax",
        ("D,G alternate", "k=1", "non-saturating"),
        claims={"objective": "minimax"},
        claimed=frozenset({"claimed-objective: other"}),
    ),
    Peer(
        # -log(s + 1e-8) (modules/losses.py:89): fakes begin at scores of -40, where no gradient is left.
        "mimicry_ns",
        ("D,G alternate", "k=1", "non-saturating"),
        violations=frozenset({"generator-objective: epsilon"}),
        lines={"generator-objective: epsilon": frozenset({"torch_mimicry/nets/gan/gan.py:167"})},
    ),
    Peer(
        # The same loss is the default here; scores go to -24, where 0.2% of the gradient is left.
        "mimicry_dcgan",
        ("D,G alternate", "k=5"),
        violations=frozenset({"generator-objective: epsilon"}),
    ),
    Peer("mimicry_wasserstein", ("D,G alternate", "k=2", "asserstein")),
    # The rate falls in every step, and D's first step is not seen: the rate is the first all the same.
    Peer(
        "mimicry_wgan_gp",
        ("D,G alternate", "k=5", "asserstein", "· Adam 2e-4 (0, .9) ·"),
        claims={"objective": "wgan-gp", "k": 5},
    ),
    Peer(
        # errG_IM (nets/infomax_gan/infomax_gan_base.py:80-85) and errD_IM (:279-284): of D's other two outputs, through
        # layers that D holds and that its own `forward` does not call (:143-151).
        "mimicry_infomax",
        ("D,G alternate", "k=1", "hinge"),
        notes=frozenset({"generator-objective: extra-term", "discriminator-objective: extra-term"}),
        lines={
            "generator-objective: extra-term": frozenset({"torch_mimicry/nets/infomax_gan/infomax_gan_base.py:87"}),
            "discriminator-objective: extra-term": frozenset(
                {"torch_mimicry/nets/infomax_gan/infomax_gan_base.py:285"}
            ),
        },
    ),
    # ctgan 0.12.1. Packs of ten rows (synthesizers/ctgan.py:62), the penalty per pack (:35-57), fakes that are not
    # detached in D's step (:412-434) and harmless: G's gradients are zeroed before its own pass (:463).
    Peer(
        "ctgan_table",
        (
            "D,G alternate",
            "k=1",
            "asserstein",
            "Adam 2e-4 (.5, .9)",
            "weight decay 1e-6",
            "batch 40",
            "N(0, 1)^16 + one-hot",
        ),
        # `sample` never calls eval() (:491-545), and its batch norm learns from what is sampled.
        departures=frozenset({"modes: sampling-in-train", "modes: sampling-moves-statistics"}),
        notes=frozenset({"generator-objective: extra-term"}),  # the condition's cross entropy, :461
        lines={
            "generator-objective: extra-term": frozenset({"ctgan/synthesizers/ctgan.py:464"}),
            "modes: sampling-in-train": frozenset({"ctgan/synthesizers/ctgan.py:538"}),
        },
        claims={"objective": "wgan-gp", "k": 1},
    ),
    Peer(
        "ctgan_numbers",
        ("D,G alternate", "k=5", "asserstein", "N(0, 1)^16"),
        departures=frozenset({"modes: sampling-in-train", "modes: sampling-moves-statistics"}),
    ),
    # pytorch-lightning 2.6.6: one module holds both players, `toggle_optimizer` freezes the other's parameters.
    Peer(
        "lightning_manual", ("D,G alternate", "k=1", "non-saturating", "Adam 2e-4 (.5, .999)", "batch 32", "N(0, 1)^8")
    ),
    Peer(
        "lightning_shared",
        ("D,G alternate", "k=1", "non-saturating"),
        departures=frozenset({"fresh-noise: shared"}),
    ),
    Peer(
        "lightning_tutorial",
        ("G,D alternate", "k=1", "non-saturating", "1x12x12"),
        violations=frozenset({"batch-statistics: eps", "data-range: outside"}),
        departures=frozenset({FIRST, "fresh-noise: shared", "fresh-fakes: stale", "fresh-data: unshuffled"}),
    ),
]


def need(script: str) -> None:
    library = library_of(script)
    if find_spec(library) is None:
        pytest.skip(f"{library} is not installed: `tox -e peers` has it")


def found(findings: tuple[Finding, ...]) -> set[str]:
    return {f"{finding.clause}: {finding.cause}" for finding in findings}


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.script)
def test_all_that_is_wrong_or_departs_is_found_and_nothing_else(peer: Peer, tmp_path: Path) -> None:
    need(peer.script)
    from gancheck.tracing.session import trace

    with trace() as observed:
        run(peer.script, tmp_path)
    report = observed.report()
    assert not report.unable
    assert len(report.summary) == 1
    assert [part for part in peer.summary if part not in report.summary[0]] == [], report.summary[0]
    assert found(report.violations) == peer.violations
    assert found(report.departures) == peer.departures
    assert found(report.notes) == peer.notes
    script = SCRIPTS / f"{peer.script}.py"
    told = {f"{finding.clause}: {finding.cause}": finding for finding in report.findings}
    for name, lines in peer.lines.items():
        mine, *theirs = told[name].places
        assert Path(mine.file) == script
        assert {str(line) for line in theirs} == lines


@pytest.mark.parametrize("peer", [peer for peer in PEERS if peer.claims], ids=lambda peer: peer.script)
def test_what_the_library_claims_is_held_against_it(peer: Peer, tmp_path: Path) -> None:
    need(peer.script)
    from gancheck.tracing.session import trace

    with trace(**peer.claims) as observed:
        run(peer.script, tmp_path)
    assert found(observed.report().violations) == peer.violations | peer.claimed


def test_torchgans_penalty_halves_its_ncritic(tmp_path: Path) -> None:
    """`ncritic` counts losses, and the penalty is one: of the 2 minibatches asked for the critic gets 1."""
    need("torchgan_wgan_gp")
    from gancheck.tracing.session import trace

    script = tmp_path / "script.py"
    text = (SCRIPTS / "torchgan_wgan_gp.py").read_text(encoding="utf-8")
    script.write_text(text.replace("epochs=3", "epochs=3, ncritic=2"), encoding="utf-8")
    with place_for("torchgan_wgan_gp", tmp_path), trace(k=2) as observed:
        runpy.run_path(str(script), run_name="__main__")
    (finding,) = [finding for finding in observed.report().violations if finding.clause == "k"]
    assert finding.cause == "other"
    assert finding.seen.startswith("k = 2 was claimed; k = 1 in ")


@pytest.mark.parametrize(
    ("script", "exit_code", "clauses"),
    [
        ("vegans_vanilla", 0, {"fresh-noise", "order", "fresh-data"}),
        ("torchgan_wgan_gp", 1, {"gradient-penalty", "order"}),
    ],
)
def test_as_a_user_would(script: str, exit_code: int, clauses: set[str], tmp_path: Path) -> None:
    """`gancheck trace script.py`, the stand-ins being there when Python starts."""
    need(script)
    from gancheck.tracing.wire import loads

    folder = Path(__file__).parent
    with place_for(script, tmp_path):
        done = subprocess.run(
            [sys.executable, "-m", "gancheck", "trace", "--json", "report.json", str(SCRIPTS / f"{script}.py")],
            env={
                **os.environ,
                "GANCHECK_PEER": library_of(script),
                "PYTHONPATH": os.pathsep.join([str(folder / "startup"), str(folder), *sys.path]),
            },
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    assert done.returncode == exit_code, done.stderr
    report = loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert {finding.clause for finding in report.violations + report.departures} == clauses
    assert "G,D alternate" in done.stdout
