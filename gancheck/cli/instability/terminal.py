"""The result of `gancheck instability` as it is told on a terminal, or in a pipe."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.text import Text

from gancheck.stability.runs.document import TARGETS, missed
from gancheck.stability.runs.watching import Tier
from gancheck.stability.state import State

_COLUMNS = {
    State.HEALTHY: "healthy",
    State.DIVERGED: "diverged",
    State.COLLAPSED: "collapsed",
    State.OSCILLATING: "oscill.",
    State.VANISHING: "vanish.",
    State.OVERPOWERED: "overpow.",
    State.STUCK: "stuck",
}
_WIDE = max(len(state) for state in _COLUMNS)


def tell(found: dict[str, Any], console: Console) -> None:
    """Print how many runs there are, and for each tier its scores and its confusion matrix."""
    console.print(
        Text(
            f"{found['runs']} runs of the {found['part']} settings, seed {found['seed']}, "
            f"{found['borderline']} of them borderline, in {found['seconds']:.1f} s",
            style="bold",
        )
    )
    if found["left out"]:
        console.print(Text(f"left out, because scikit-learn is missing: {', '.join(found['left out'])}"))
    for tier in Tier:
        _tell_tier(str(tier), found["tiers"][tier], found["part"] == "untuned" and tier is Tier.DENSITY, console)
    _tell_fewer(found["fewer snapshots"], console)
    _tell_without_a_budget(found["budget unknown"], console)
    _tell_signals(found, console)


def _tell_tier(name: str, tier: dict[str, Any], judged: bool, console: Console) -> None:
    clear, close = tier["clear"], tier["with borderline"]
    console.print()
    console.print(Text(f"{name}: {clear['runs']} runs, {close['runs']} with borderline ones", style="bold"))
    failed = missed(clear) if judged else []
    rows = [
        ("healthy or not", "healthy or not", f"at least {TARGETS['healthy or not']:.0%}"),
        ("kind", "kind, where not", f"at least {TARGETS['kind']:.0%}"),
        ("false alarms", "false alarms", f"at most {TARGETS['false alarms']:.0%}"),
        ("found", "not healthy, found", ""),
        ("lost modes exact", "lost modes exact", ""),
        ("period within a quarter", "period within 1/4", ""),
    ]
    for key, words, target in rows:
        if key not in clear:
            continue
        line = Text(f"  {words:<19}  {_share(clear[key])}   with borderline {_share(close[key])}")
        if judged and target:
            line.append(f"   target {target}: {'missed' if key in failed else 'met'}")
            line.stylize("bold red" if key in failed else "green")
        console.print(line)
    latency = clear["latency"]
    if latency is not None:
        line = Text(
            f"  alarm after          {latency['median']:.0%} [{latency['low']:.0%}, {latency['high']:.0%}] of the "
            f"budget, median; 9 in 10 by {latency['late']:.0%}"
        )
        if judged:
            line.append(f"   target below {TARGETS['latency']:.0%}: {'missed' if 'latency' in failed else 'met'}")
            line.stylize("bold red" if "latency" in failed else "green")
        console.print(line)
    _tell_confusion(clear["confusion"], close["confusion"], console)


def _tell_confusion(clear: dict[str, dict[str, int]], close: dict[str, dict[str, int]], console: Console) -> None:
    """Print a row a label and a column a verdict; after a plus sign those that borderline runs add."""
    head = "".join(f"{column:>10}" for column in _COLUMNS.values())
    console.print(Text(f"  {'label, and verdict':<{_WIDE}}{head}", style="dim"))
    for label in _COLUMNS:
        line = Text(f"  {label:<{_WIDE}}")
        for verdict in _COLUMNS:
            count, more = clear[label][verdict], close[label][verdict] - clear[label][verdict]
            cell = (f"{count}" if count or more else "·") + (f"+{more}" if more else "")
            style = "default" if not count + more else "green" if label is verdict else "red"
            line.append(f"{cell:>10}", style=style)
        console.print(line)


def _tell_fewer(rows: list[dict[str, Any]], console: Console) -> None:
    """Print what is left of the scores when the snapshots are fewer."""
    console.print()
    console.print(Text("fewer snapshots of the same runs", style="bold"))
    head = "".join(f"{words:>16}" for words in ("healthy or not", "kind", "false alarms", "alarm after"))
    console.print(Text(f"  {'':<14}snapshots{head}", style="dim"))
    for row in rows:
        shares = "".join(f"{_percent(row[key]):>16}" for key in ("healthy or not", "kind", "false alarms"))
        late = "" if row["latency"] is None else f"{row['latency']['median']:>16.0%}"
        console.print(Text(f"  {row['tier']:<14}{row['snapshots']:>9}{shares}{late}"))


def _tell_without_a_budget(rows: list[dict[str, Any]], console: Console) -> None:
    """Print what is left of the scores when the rules do not know the budget."""
    console.print()
    console.print(Text("the same runs, where the budget is not known", style="bold"))
    names = ("healthy or not", "found", "kind", "false alarms")
    head = "".join(f"{words:>16}" for words in (*names, "alarm after"))
    console.print(Text(f"  {'':<14}{head}", style="dim"))
    for row in rows:
        shares = "".join(f"{_percent(row[key]):>16}" for key in names)
        late = "" if row["latency"] is None else f"{row['latency']['median']:>16.0%}"
        console.print(Text(f"  {row['tier']:<14}{shares}{late}"))


def _tell_signals(found: dict[str, Any], console: Console) -> None:
    """Print a row a number: the area under its ROC curve, and what it finds at the price of some false alarms."""
    console.print()
    console.print(Text("single numbers of the last quarter, rules aside", style="bold"))
    allowed = "".join(f"{f'at {share:.0%}':>8}" for share in found["signals at false alarms of"])
    console.print(Text(f"  {'':<46}{'ROC':>6}   not healthy, found at so many false alarms", style="dim"))
    console.print(Text(f"  {'':<46}{'area':>6}  {allowed}", style="dim"))
    for signal in found["signals"]:
        shares = "".join(f"{share:>8.0%}" for share in signal["found"])
        console.print(Text(f"  {signal['tier']:<14}{signal['name']:<32}{signal['area']:>6.3f}  {shares}"))


def _share(plain: dict[str, Any]) -> str:
    if not plain["of"]:
        return "none"
    low, high = plain["interval"]
    return f"{plain['share']:6.1%} ({plain['count']} of {plain['of']}) [{low:.1%}, {high:.1%}]"


def _percent(plain: dict[str, Any]) -> str:
    return f"{plain['share']:.1%}" if plain["of"] else "none"
