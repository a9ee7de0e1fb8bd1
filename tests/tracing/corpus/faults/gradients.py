"""The gradient that a step uses: of other passes, of other weights, or of some parameters only."""

from tests.tracing.corpus.fault import Fault

_FRESH, _COMPLETE = "fresh-gradients", "complete-gradient"

FAULTS = (
    Fault(
        "dcgan-d-never-zeroed", "dcgan", (("        netD.zero_grad()\n", ""),), _FRESH, "accumulated", "violation", 1
    ),
    Fault(
        "frozen-d-never-zeroed",
        "frozen_discriminator",
        (("    optimizer_D.zero_grad()\n", ""),),
        _FRESH,
        "accumulated",
        "violation",
        1,
    ),
    Fault(
        "lsgan-g-never-zeroed", "lsgan", (("        opt_G.zero_grad()\n", ""),), _FRESH, "accumulated", "violation", 1
    ),
    Fault("wgan-g-never-zeroed", "wgan_clip", (("    netG.zero_grad()\n", ""),), _FRESH, "accumulated", "violation", 1),
    Fault(
        "ring-g-never-zeroed",
        "ring_bce",
        (("        g_optimizer.zero_grad()\n", ""),),
        _FRESH,
        "accumulated",
        "violation",
        1,
    ),
    Fault(
        "wgan-d-zeroed-once-an-iteration",
        "wgan_clip",
        (
            (
                "    for _ in range(n_critic):\n        netD.zero_grad()\n",
                "    netD.zero_grad()\n    for _ in range(n_critic):\n",
            ),
        ),
        _FRESH,
        "accumulated",
        "violation",
        1,
    ),
    Fault(
        "wgan-gp-critic-zeroed-once-an-iteration",
        "wgan_gp",
        (
            ("        c_optimizer.zero_grad()\n", ""),
            (
                "    for _ in range(critic_iterations):\n",
                "    c_optimizer.zero_grad()\n    for _ in range(critic_iterations):\n",
            ),
        ),
        _FRESH,
        "accumulated",
        "violation",
        1,
    ),
    Fault(
        # Zeroed together before either pass: the discriminator's pass, which is not detached, stays in G.
        "not-detached-zeroed-too-early",
        "not_detached",
        (
            ("    d_optimizer.zero_grad()\n", "    d_optimizer.zero_grad()\n    g_optimizer.zero_grad()\n    # D\n"),
            ("\n\n    g_optimizer.zero_grad()\n    fake_images", "\n\n    fake_images"),
        ),
        _FRESH,
        "leaked",
        "violation",
        1,
    ),
    Fault(
        "softplus-g-pass-stays-in-d",
        "softplus",
        (("    g_opt.zero_grad()\n    d_opt.zero_grad()\n", "    g_opt.zero_grad()\n"),),
        _FRESH,
        "leaked",
        "violation",
        1,
    ),
    Fault(
        "logs-g-pass-stays-in-d",
        "logs_by_hand",
        (("    G_solver.step()\n    reset_grad()\n", "    G_solver.step()\n    G_solver.zero_grad()\n"),),
        _FRESH,
        "leaked",
        "violation",
        1,
    ),
    Fault(
        "logs-d-pass-stays-in-g",
        "logs_by_hand",
        (("    D_solver.step()\n    reset_grad()\n", "    D_solver.step()\n    D_solver.zero_grad()\n"),),
        _FRESH,
        "leaked",
        "violation",
        1,
    ),
    Fault(
        "ring-d-stepped-twice",
        "ring_bce",
        (("        d_optimizer.step()\n", "        d_optimizer.step()\n        d_optimizer.step()\n"),),
        _FRESH,
        "stale",
        "violation",
        1,
        frozenset({"k", "fresh-data", "fresh-noise"}),
    ),
    Fault(
        "lsgan-g-stepped-twice",
        "lsgan",
        (("        opt_G.step()\n", "        opt_G.step()\n        opt_G.step()\n"),),
        _FRESH,
        "stale",
        "violation",
        1,
        frozenset({"k", "order", "fresh-data", "fresh-noise", "fresh-fakes"}),
    ),
    Fault(
        # Ascent by hand: the passes' gradient times -1.
        "double-gradient-turned-round",
        "double_precision",
        (("    opt_G.step()\n", "    for p in G.parameters():\n        p.grad.neg_()\n    opt_G.step()\n"),),
        "opposite-signs",
        "same-sign",
        "violation",
        2,
        frozenset({"generator-objective"}),
    ),
    Fault(
        "lsgan-first-layer-cut",
        "lsgan",
        (("hidden = torch.relu(self.bn1(self.fc1(z)))", "hidden = torch.relu(self.bn1(self.fc1(z))).detach()"),),
        _COMPLETE,
        "cut",
        "violation",
        1,
    ),
    Fault(
        "conditional-embedding-cut",
        "conditional_embedding",
        (("self.label_embedding(labels)), -1)", "self.label_embedding(labels).detach()), -1)"),),
        _COMPLETE,
        "cut",
        "violation",
        1,
    ),
    Fault(
        "dcgan-16-start-cut",
        "dcgan_16",
        (("self.start(z).view(-1, 8, 4, 4)", "self.start(z).view(-1, 8, 4, 4).data"),),
        _COMPLETE,
        "cut",
        "violation",
        1,
    ),
    Fault(
        "lsgan-unused-layer",
        "lsgan",
        (
            (
                "        self.fc2 = nn.Linear(32, 1)\n",
                "        self.fc2 = nn.Linear(32, 1)\n        self.fc3 = nn.Linear(32, 32)\n",
            ),
        ),
        _COMPLETE,
        "unused",
        "note",
        1,
    ),
)
