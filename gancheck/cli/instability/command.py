"""From the arguments of `gancheck instability` to its exit code."""

from __future__ import annotations

import argparse
import json
import subprocess
import time
from pathlib import Path
from typing import Any

import torch
from rich.console import Console

import gancheck
from gancheck.cli.bar import Bar
from gancheck.cli.instability.rendering import render
from gancheck.cli.instability.terminal import tell
from gancheck.cli.writable import writable
from gancheck.engine.environment import environment
from gancheck.engine.plan import RequestError
from gancheck.engine.strict_json import encode
from gancheck.stability.runs.document import document
from gancheck.stability.runs.experiment import QUICK_SEEDS, SEEDS, experiment, part


def instability(arguments: argparse.Namespace) -> int:
    """Make the runs, judge them, tell what came of it, and return 0: it measures, and fails nothing."""
    if arguments.seed < 0:
        raise RequestError(f"a seed has to be a non-negative integer, not {arguments.seed}")
    for file in (arguments.json, arguments.html):
        if file is not None:
            writable(file)
    # One thread: members are trained in small matrix products, and sums are taken in one order.
    torch.set_num_threads(1)
    console = Console(highlight=False, soft_wrap=True, emoji=False, markup=False)
    settings = part(is_tuned=arguments.tuned)
    seeds = QUICK_SEEDS if arguments.quick else SEEDS
    began, used = time.perf_counter(), time.process_time()
    with Bar(console, counted=True) as bar:
        made = experiment(settings, seed=arguments.seed, seeds=seeds, progress=bar)
    found = {
        "part": "tuned" if arguments.tuned else "untuned",
        "seed": arguments.seed,
        "runs a setting": seeds,
        "seconds": round(time.perf_counter() - began, 1),
        "processor seconds": round(time.process_time() - used, 1),
        "gancheck": gancheck.__version__,
        "commit": _commit(),
        "environment": environment("cpu"),
        **document(made),
    }
    tell(found, console)
    if arguments.json is not None:
        _write(found, arguments.json)
    return 0 if arguments.html is None else render(found, arguments.html)


def _commit() -> str | None:
    """The commit of the checkout that this package lies in; None for an installed one."""
    folder = Path(gancheck.__file__).parent
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"],
            capture_output=True,
            text=True,
            timeout=10,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip() or None


def _write(found: dict[str, Any], path: Path) -> None:
    text = json.dumps(encode(found), indent=1, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8", errors="backslashreplace")
