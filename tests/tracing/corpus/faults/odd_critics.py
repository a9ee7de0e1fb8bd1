"""Faults in published variants: critics' constraints, penalties, D's last layer, and fakes altered on their way."""

from __future__ import annotations

from tests.tracing.corpus.fault import Fault

_LIPSCHITZ, _PENALTY, _SCORES, _FAKES = "lipschitz", "gradient-penalty", "scores", "fresh-fakes"

FAULTS = (
    Fault(
        "odd-wgan-gp-gamma-slopes-of-the-mean",
        "odd_wgan_gp_gamma",
        (
            ("torch.autograd.grad(D(mixed).sum(), mixed", "torch.autograd.grad(D(mixed).mean(), mixed"),
            ("10.0, 750.0, 0.001", "10.0, 1.0, 0.001"),
        ),
        _PENALTY,
        "slopes-of-the-mean",
        "violation",
        3,
    ),
    Fault(
        "odd-r3gan-slopes-of-the-mean",
        "odd_r3gan",
        (("outputs=critics.sum()", "outputs=critics.mean()"),),
        _PENALTY,
        "weak-slopes",
        "note",
        3,
    ),
    Fault(
        "wgan-gp-penalty-subtracted",
        "wgan_gp",
        (("c_loss = c_fake.mean() - c_real.mean() +", "c_loss = c_fake.mean() - c_real.mean() -"),),
        _PENALTY,
        "rewarded",
        "violation",
        3,
    ),
    Fault(
        "odd-r3gan-no-graph",
        "odd_r3gan",
        (("inputs=samples, create_graph=True", "inputs=samples, retain_graph=True"),),
        _PENALTY,
        "no-gradient",
        "violation",
        3,
    ),
    Fault(
        "odd-every-fifth-g-clipped",
        "odd_every_fifth",
        (("for p in discriminator.parameters():", "for p in generator.parameters():"),),
        _LIPSCHITZ,
        "unconstrained",
        "violation",
        3,
    ),
    Fault(
        "odd-own-spectral-norm-left-out",
        "odd_own_spectral_norm",
        (
            ("SNLinear(3, 32)", "nn.Linear(3, 32)"),
            ("SNLinear(32, 32)", "nn.Linear(32, 32)"),
            ("SNLinear(32, 1)", "nn.Linear(32, 1)"),
        ),
        _LIPSCHITZ,
        "unconstrained",
        "violation",
        3,
    ),
    Fault(
        "odd-penalty-by-backward-left-out",
        "odd_penalty_by_backward",
        (
            ("    out.backward(torch.ones_like(out), create_graph=True)\n", ""),
            ("    penalty = ((points.grad.norm(2, dim=1) - 1) ** 2).mean()\n", ""),
            ("netD(x).mean() + 10 * penalty", "netD(x).mean()"),
        ),
        _LIPSCHITZ,
        "unconstrained",
        "violation",
        3,
    ),
    Fault(
        # One output, whose softmax is 1.
        "odd-minibatch-discrimination-softmax-of-one",
        "odd_minibatch_discrimination",
        (("nn.Linear(21, 1), nn.Sigmoid())", "nn.Linear(21, 1), nn.Softmax(dim=1))"),),
        _SCORES,
        "constant",
        "violation",
        2,
        frozenset({"discriminator-updated", "generator-updated", "saturated"}),
    ),
    Fault(
        "odd-minibatch-discrimination-softmax-over-rows",
        "odd_minibatch_discrimination",
        (("nn.Linear(21, 1), nn.Sigmoid())", "nn.Linear(21, 1), nn.Softmax(dim=0))"),),
        _SCORES,
        "over-minibatch",
        "violation",
        2,
    ),
    Fault(
        "paper-rectifier-before-the-sigmoid",
        "paper_gaussian",
        (("nn.Linear(16, 1), nn.Sigmoid())", "nn.Linear(16, 1), nn.ReLU(), nn.Sigmoid())"),),
        _SCORES,
        "cut-off",
        "violation",
        2,
    ),
    Fault(
        "odd-diffaugment-for-d-alone",
        "odd_diffaugment",
        (("g_loss = -D(augment(G(torch.randn(m, nz)))).mean()", "g_loss = -D(G(torch.randn(m, nz))).mean()"),),
        _FAKES,
        "altered-for-one",
        "departure",
        3,
        # Brighter than a tanh can be: the data are augmented, too.
        frozenset({"data-range"}),
    ),
    Fault(
        "instance-noise-for-d-alone",
        "instance_noise",
        (
            (
                "errG = criterion(D(blurred(fake, sigma)), torch.ones(m, 1))",
                "errG = criterion(D(fake), torch.ones(m, 1))",
            ),
        ),
        _FAKES,
        "altered-for-one",
        "departure",
        3,
    ),
)
