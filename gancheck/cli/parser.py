"""The arguments of every command. Imports nothing heavy: `--help` is instant."""

from __future__ import annotations

import argparse
from pathlib import Path

import gancheck
from gancheck.engine.sources import Sources

_EXIT_CODES = """exit codes:
  0    nothing failed
  1    something failed or errored (with --strict, also what is inconclusive or passed unexpectedly)
  2    the request was wrong, or the target could not be loaded
  130  interrupted; what was finished is kept, and --resume continues"""

_TRACE_EXIT_CODES = """exit codes:
  0    no violation, and the script ended well or was stopped
  1    a violation (with --strict, also a departure), or the script raised or was killed
  2    the request was wrong, or nothing could be told
  130  interrupted
any other: the script's own, when nothing else is to be said"""


_BENCH_EXIT_CODES = """exit codes:
  0    measured; with --against, no regression, and the counters are the committed ones
  1    a regression, or counters that nobody explained (with --strict, also an inconclusive comparison)
  2    the request was wrong, or the target could not be loaded or timed
  130  interrupted"""


def make_parser() -> argparse.ArgumentParser:
    """Return the parser; `command` of what it parses is a function of the arguments and the sources."""
    parser = argparse.ArgumentParser(
        prog="gancheck",
        description="The conformance suite for generative adversarial networks.",
        epilog=_EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"gancheck {gancheck.__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_run(commands)
    _add_trace(commands)
    _add_instability(commands)
    _add_bench(commands)
    _add_list(commands)
    _add_explain(commands)
    _add_report(commands)
    return parser


def _add_run(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    run = commands.add_parser(
        "run",
        help="run every applicable check on a target",
        description="Run every applicable check on a target and write a record and a report.",
        epilog=_EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    run.set_defaults(command=_run)
    run.add_argument(
        "target",
        nargs="?",
        default="reference",
        help="module:name or file.py:name of a GAN or of a function that returns one; "
        "without it, the reference implementation",
    )
    what = run.add_argument_group("what to run")
    names = {"action": "append", "default": [], "metavar": "NAMES"}
    what.add_argument("--check", **names, help="only these checks or suites, separated by commas; globs too")  # type: ignore[arg-type]
    what.add_argument("--skip", **names, help="all but these checks or suites")  # type: ignore[arg-type]
    what.add_argument("--seed", type=int, default=0, help="the run's seed (default 0)")
    what.add_argument("--alpha", type=float, default=1e-3, help="the run's error budget (default 1e-3)")
    what.add_argument("--expected", type=Path, metavar="FILE", help="expected failures: `check-id  # reason` a line")
    what.add_argument("--strict", action="store_true", help="what is inconclusive counts as failure too")
    how = run.add_argument_group("how to run")
    how.add_argument("--device", choices=("auto", "cpu", "cuda"), default="cpu", help="(default cpu)")
    how.add_argument(
        "--workers",
        type=int,
        metavar="N",
        help="processes (default: one a processor); 0: this process, not isolated",
    )
    how.add_argument("--timeout", type=float, default=600.0, metavar="SECONDS", help="end a check (default 600)")
    how.add_argument("--budget", type=float, metavar="SECONDS", help="end the run; what is left is inconclusive")
    how.add_argument("--resume", action="store_true", help="continue the record in the output folder")
    out = run.add_argument_group("what to write")
    out.add_argument("--output", type=Path, default=Path("reports"), metavar="DIR", help="(default reports)")
    out.add_argument("--no-report", action="store_true", help="write the record only, no HTML")
    out.add_argument("--junit", type=Path, metavar="FILE", help="the results as JUnit XML")
    out.add_argument("--json", type=Path, metavar="FILE", help="the results as JSON")


def _add_trace(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    trace = commands.add_parser(
        "trace",
        help="tell what an unmodified training script really does",
        description="Run a training script as `python SCRIPT ARGS` would, watch its first steps, and say which\n"
        "clauses of Algorithm 1 it keeps, departs from or violates. It is stopped when enough was seen.",
        usage="gancheck trace [options] SCRIPT [ARGS ...]\n       gancheck trace [options] -m MODULE [ARGS ...]",
        epilog=_TRACE_EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    trace.set_defaults(command=_trace)
    rest = {"nargs": argparse.REMAINDER, "help": argparse.SUPPRESS}
    trace.add_argument("-m", dest="module", metavar="MODULE", **rest)  # type: ignore[arg-type]
    trace.add_argument("script", **rest)  # type: ignore[arg-type]
    how = trace.add_argument_group("how to run")
    how.add_argument(
        "--steps", type=int, default=60, metavar="N", help="optimizer steps a player to watch (default 60)"
    )
    how.add_argument("--keep-going", action="store_true", help="let the script go on to its own end after them")
    how.add_argument(
        "--monitor", action="store_true", help="go on with a gancheck.Monitor to the script's end; its alarms are told"
    )
    how.add_argument("--timeout", type=float, metavar="SECONDS", help="kill the script then (default: never)")
    claims = trace.add_argument_group("what the script is meant to be")
    claims.add_argument("--generator", metavar="NAME", help="what the code calls the generator, if that is not found")
    claims.add_argument("--discriminator", metavar="NAME", help="what the code calls the discriminator")
    claims.add_argument("--objective", metavar="NAME", help="the objective that it claims, such as wgan-gp")
    claims.add_argument("--k", type=int, metavar="N", help="the discriminator steps a generator step that it claims")
    out = trace.add_argument_group("what to write")
    out.add_argument("--strict", action="store_true", help="departures count as failures too")
    out.add_argument("--quiet", action="store_true", help="print only what fails, and the verdict")
    out.add_argument("--output", type=Path, default=Path("reports"), metavar="DIR", help="(default reports)")
    out.add_argument("--no-report", action="store_true", help="write trace.json only, no HTML")
    out.add_argument("--junit", type=Path, metavar="FILE", help="the verdicts as JUnit XML")
    out.add_argument("--json", type=Path, metavar="FILE", help="the trace as JSON; - is standard output")


def _add_instability(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    text = "Train hundreds of small GANs, and say how well their instability is named while it happens."
    measured = commands.add_parser("instability", help="measure the detectors of instability", description=text)
    measured.set_defaults(command=_instability)
    measured.add_argument("--tuned", action="store_true", help="the settings that the rules were tuned on")
    measured.add_argument("--seed", type=int, default=0, help="other runs of the same settings (default 0)")
    measured.add_argument("--quick", action="store_true", help="a quarter of the runs")
    measured.add_argument("--json", type=Path, metavar="FILE", help="the result as JSON")
    measured.add_argument("--html", type=Path, metavar="FILE", help="the result as a page")


def _add_bench(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    bench = commands.add_parser(
        "bench",
        help="time the training step, and tell whether it became slower",
        description="Time the reference's training step beside a frozen plain one, or a target's beside the reference.",
        epilog=_BENCH_EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    bench.set_defaults(command=_bench)
    bench.add_argument("target", nargs="?", default="", help="module:name or file.py:name of a GAN with a train_step")
    how = bench.add_argument_group("what to do")
    modes = how.add_mutually_exclusive_group()
    modes.add_argument(
        "--against", metavar="REV", help="compare the checkout in this folder with a revision of it, as a gate"
    )
    modes.add_argument(
        "--history", type=Path, metavar="DIR", help="show what pytest-benchmark saved there, and changes"
    )
    modes.add_argument("--accept", metavar="REASON", help="write the counters of this checkout as the committed ones")
    how.add_argument(
        "--size", action="append", metavar="W:M", help="hidden layers W wide, minibatch M; more than once for more"
    )
    how.add_argument("--seconds", type=float, default=30.0, help="of --against, for a size (default 30)")
    how.add_argument("--rounds", type=int, default=200, help="pairs of blocks, without --against (default 200)")
    how.add_argument("--seed", type=int, default=0, help="another random order of the blocks (default 0)")
    how.add_argument("--strict", action="store_true", help="what is inconclusive counts as failure too")
    out = bench.add_argument_group("what to write")
    out.add_argument(
        "--output", type=Path, default=Path("reports"), metavar="DIR", help="of --history (default reports)"
    )
    out.add_argument("--no-report", action="store_true", help="of --history: no HTML")
    out.add_argument("--json", type=Path, metavar="FILE", help="the result as JSON")


def _add_list(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    listing = commands.add_parser("list", help="list the checks", description="List the checks.")
    listing.set_defaults(command=_list)
    listing.add_argument("--json", action="store_true", help="as JSON")


def _add_explain(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    text = "Say what a check claims, needs, costs, catches and cannot see."
    explain = commands.add_parser("explain", help="explain one check", description=text)
    explain.set_defaults(command=_explain)
    explain.add_argument("check", help="an identifier, as `gancheck list` shows it")
    explain.add_argument("--alpha", type=float, default=1e-3, help="the run's error budget (default 1e-3)")


def _add_report(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    report = commands.add_parser(
        "report",
        help="render a record, a trace or a result of instability as HTML",
        description="Render a record, a trace or what gancheck instability --json wrote as HTML.",
    )
    report.set_defaults(command=_report)
    report.add_argument("record", type=Path, help="record.jsonl, the folder that holds it, or a JSON file")
    report.add_argument("--output", type=Path, metavar="FILE", help="(default: index.html or NAME.html beside it)")


def _run(arguments: argparse.Namespace, sources: Sources) -> int:
    from gancheck.cli.run import run

    return run(arguments, sources)


def _trace(arguments: argparse.Namespace, sources: Sources) -> int:
    from gancheck.cli.trace.command import trace

    return trace(arguments)


def _instability(arguments: argparse.Namespace, sources: Sources) -> int:
    from gancheck.cli.instability.command import instability

    return instability(arguments)


def _bench(arguments: argparse.Namespace, sources: Sources) -> int:
    from gancheck.cli.bench.command import bench

    return bench(arguments)


def _list(arguments: argparse.Namespace, sources: Sources) -> int:
    from gancheck.cli.listing import list_checks

    return list_checks(sources, as_json=arguments.json)


def _explain(arguments: argparse.Namespace, sources: Sources) -> int:
    from gancheck.cli.listing import explain

    return explain(arguments.check, sources, alpha=arguments.alpha)


def _report(arguments: argparse.Namespace, sources: Sources) -> int:
    if arguments.record.suffix == ".json":
        from gancheck.cli.instability.rendering import read

        found = read(arguments.record)
        if found is not None:
            from gancheck.cli.instability.rendering import render as render_instability

            return render_instability(found, arguments.output or arguments.record.with_suffix(".html"))
        from gancheck.cli.trace.rendering import render as render_trace

        return render_trace(arguments.record, arguments.output)
    from gancheck.cli.rendering import render

    return render(arguments.record, arguments.output)
