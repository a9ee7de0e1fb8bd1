"""What usually helps in each state, and who found it."""

from __future__ import annotations

from typing import NamedTuple

from gancheck.stability.state import State


class Advice(NamedTuple):
    """A few words on what to change, and the papers that show it."""

    text: str
    source: str


ADVICE = {
    State.DIVERGED: Advice(
        "lower both learning rates, or bound D's slope by spectral normalisation; go on from an earlier checkpoint",
        "Miyato et al. 2018",
    ),
    State.COLLAPSED: Advice(
        "let D keep up with G (a larger step for D, or more of them), and let D judge several rows at once",
        "Goodfellow et al. 2014, Section 6; Salimans et al. 2016; Lin et al. 2018",
    ),
    State.OSCILLATING: Advice(
        "penalise D's gradient on real rows, take the momentum out (Adam with beta1 = 0), let the learning rates "
        "decay, or sample from an average of G's weights",
        "Mescheder et al. 2018; Gidel et al. 2019; Yazici et al. 2019",
    ),
    State.VANISHING: Advice(
        "train G to maximise log D(G(z)) in place of minimising log(1 - D(G(z)))",
        "Goodfellow et al. 2014, Section 3; Arjovsky and Bottou 2017",
    ),
    State.OVERPOWERED: Advice(
        "slow D down: a smaller learning rate, noise on its inputs or a penalty of its gradient",
        "Arjovsky and Bottou 2017; Roth et al. 2017; Mescheder et al. 2018",
    ),
    State.STUCK: Advice(
        "give D the larger learning rate of the two and both more capacity; where that does not help, train longer",
        "Heusel et al. 2017",
    ),
}
