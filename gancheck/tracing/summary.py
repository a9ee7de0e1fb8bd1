"""One line that says what a loop does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from gancheck.tracing.loop.batches import data_seen, noise_law
from gancheck.tracing.loop.pair import Pair
from gancheck.tracing.loop.schedule import schedule
from gancheck.tracing.loop.updates import Update


def summary(pair: Pair) -> str:
    """`D,G alternate · k=1 · non-saturating · Adam 2e-4 (.5, .999) · batch 64 · noise N(0, 1)^100 · data 784`."""
    parts = [_order(pair), _k(pair), _objective(pair), _optimizers(pair), _batch(pair), _noise(pair), _data(pair)]
    line = " · ".join(part for part in parts if part)
    return f"{pair.name}: {line}" if pair.name else line


def _order(pair: Pair) -> str:
    if not pair.d_updates:
        return "D is never updated"
    if not pair.g_updates:
        return "G is never updated"
    read = schedule(pair)
    if 2 * len(read.simultaneous) > len(pair.g_updates):
        return "D,G simultaneous"
    return "G,D alternate" if read.generator_first else "D,G alternate"


def _k(pair: Pair) -> str:
    read = schedule(pair)
    if not read.ks:
        return ""
    if read.g_per_d > 1:
        return f"{read.g_per_d} G steps a D step"
    return f"k={read.k}" if read.regular else f"k={read.k} (mostly)"


def _objective(pair: Pair) -> str:
    d, g = pair.readings
    names = [reading.name for reading in (d, g) if reading.name]
    if not names:
        return "objective not told"
    return names[-1] if len(set(names)) == 1 or names[-1] in ("minimax", "non-saturating") else " / ".join(names)


def _optimizers(pair: Pair) -> str:
    texts = [_settings(pair, updates) for updates in (pair.d_updates, pair.g_updates)]
    shown = [text for text in texts if text]
    if len(set(shown)) <= 1:
        return shown[0] if shown else ""
    return f"D {shown[0]}, G {shown[1]}"


def _settings(pair: Pair, updates: Sequence[Update]) -> str:
    """The optimizer's settings at its very first step: a schedule may change them."""
    if not updates:
        return ""
    step = updates[0].step
    if step is None:
        return "updated by hand"
    options = next(first.settings for first in pair.recorder.steps if first.optimizer == step.optimizer)
    text = f"{options['class']} {number(options.get('lr'))}"
    betas = options.get("betas")
    if isinstance(betas, tuple) and len(betas) == 2:
        text += f" ({short(betas[0])}, {short(betas[1])})"
    momentum = options.get("momentum")
    if isinstance(momentum, float) and momentum > 0:
        text += f" momentum {short(momentum)}"
    decay = options.get("weight_decay")
    if isinstance(decay, float) and decay > 0 and options["class"] != "AdamW":
        text += f" weight decay {number(decay)}"
    return text


def _batch(pair: Pair) -> str:
    sizes = Counter(
        sum(part.stop - part.start for part in judged.parts if part.what == what)
        for judged in pair.judged
        for what in ("real", "fake")
        if what in judged.what
    )
    return f"batch {sizes.most_common(1)[0][0]}" if sizes else ""


def _noise(pair: Pair) -> str:
    law = noise_law(pair)
    return f"noise {law}" if law else ""


def _data(pair: Pair) -> str:
    seen = data_seen(pair)
    if seen is None:
        return ""
    shape, low, high, bounded = seen
    size = "x".join(str(side) for side in shape) or "1"
    return f"data {size} in [{short(low)}, {short(high)}]" if bounded else f"data {size}"


def number(value: object) -> str:
    """`2e-4`, `0.05`: as people write learning rates."""
    if not isinstance(value, (int, float)):
        return str(value)
    if value == 0 or 0.01 <= abs(value) < 1000:
        return f"{value:.4g}"
    mantissa, exponent = f"{value:.3e}".split("e")
    return f"{mantissa.rstrip('0').rstrip('.')}e{int(exponent)}"


def short(value: object) -> str:
    """`.5`, `.999`, `-1`."""
    text = f"{value:.4g}" if isinstance(value, (int, float)) else str(value)
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text
