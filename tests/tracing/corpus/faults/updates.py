"""Who is updated: a player that never moves, or moves by the other's step."""

from tests.tracing.corpus.fault import Fault

_D, _G, _APART = "discriminator-updated", "generator-updated", "separate-updates"
# A player that stands still is soon beaten, and a schedule of one player's steps alone has no k to speak of.
_STILL = frozenset({"k", "order", "saturated"})
# The player that is moved by the other's step gets, in that step, the other's loss: its objective reads wrong too.
_MOVED = frozenset(
    {"fresh-gradients", "opposite-signs", "generator-objective", "discriminator-objective", "order", "k", "fresh-fakes"}
)

FAULTS = (
    Fault(
        "dcgan-d-never-stepped",
        "dcgan",
        (("        optimizerD.step()\n", ""),),
        _D,
        "never-stepped",
        "violation",
        1,
        _STILL,
    ),
    Fault(
        "wgan-gp-critic-never-stepped",
        "wgan_gp",
        (("        c_optimizer.step()\n", ""),),
        _D,
        "never-stepped",
        "violation",
        1,
        _STILL,
    ),
    Fault(
        "lsgan-d-no-backward",
        "lsgan",
        (("        loss_D.backward()\n", ""),),
        _D,
        "no-gradient",
        "violation",
        1,
        _STILL | {"discriminator-objective"},
    ),
    Fault(
        # The graph is cut: a tensor made anew from a number asks for a gradient of its own.
        "wgan-d-loss-from-floats",
        "wgan_clip",
        (
            (
                "errD = errD_fake - errD_real",
                "errD = torch.tensor(errD_fake.item() - errD_real.item(), requires_grad=True)",
            ),
        ),
        _D,
        "no-gradient",
        "violation",
        1,
        _STILL | {"discriminator-objective"},
    ),
    Fault(
        # trainable=False that stays; without detach the backward pass still has somewhere to go.
        "frozen-d-stays-frozen",
        "frozen_discriminator",
        (("set_requires_grad(netD, True)", "set_requires_grad(netD, False)"), ("fake_B.detach()", "fake_B")),
        _D,
        "no-gradient",
        "violation",
        1,
        _STILL | {"discriminator-objective"},
    ),
    Fault(
        "softplus-d-rate-zero",
        "softplus",
        (("D.parameters(), lr=5e-4, betas=(0.0, 0.99), weight_decay=1e-3", "D.parameters(), lr=0.0"),),
        _D,
        "not-moving",
        "violation",
        1,
        _STILL,
    ),
    Fault(
        "ring-d-optimizer-holds-g",
        "ring_bce",
        (("d_optimizer = optim.Adam(D.parameters()", "d_optimizer = optim.Adam(G.parameters()"),),
        _D,
        "not-moving",
        "violation",
        1,
        _STILL | {"fresh-gradients", "generator-updated", "separate-updates"},
    ),
    Fault(
        # The optimizer was made for a net that was thrown away.
        "lsgan-d-made-anew",
        "lsgan",
        (("done = 0\n", "D = Discriminator()\ndone = 0\n"),),
        _D,
        "not-moving",
        "violation",
        1,
        _STILL | {"fresh-gradients"},
    ),
    Fault(
        "pytorch-gan-g-never-stepped",
        "pytorch_gan",
        (("        optimizer_G.step()\n", ""),),
        _G,
        "never-stepped",
        "violation",
        1,
        _STILL,
    ),
    Fault(
        "wgan-g-never-stepped",
        "wgan_clip",
        (("    optimizerG.step()\n", ""),),
        _G,
        "never-stepped",
        "violation",
        1,
        _STILL,
    ),
    Fault(
        "ring-g-detached",
        "ring_bce",
        (("g_fake_data = G(gen_input)", "g_fake_data = G(gen_input).detach()"),),
        _G,
        "detached",
        "violation",
        1,
        _STILL,
    ),
    Fault(
        "lsgan-g-detached",
        "lsgan",
        (("mse(D(G(z)), real_target)", "mse(D(G(z).detach()), real_target)"),),
        _G,
        "detached",
        "violation",
        1,
        _STILL,
    ),
    Fault(
        "wgan-gp-fakes-without-gradient",
        "wgan_gp",
        (
            (
                "    return generator(torch.randn(batch_size, latent_size))",
                "    with torch.no_grad():\n        return generator(torch.randn(batch_size, latent_size))",
            ),
        ),
        _G,
        "detached",
        "violation",
        1,
        _STILL,
    ),
    Fault(
        "trainer-g-loss-from-floats",
        "trainer",
        (
            (
                "loss = F.softplus(-self.D(self.G(self.noise()))).mean()\n",
                "loss = F.softplus(-self.D(self.G(self.noise()))).mean()\n"
                "        loss = torch.tensor(float(loss), requires_grad=True)\n",
            ),
        ),
        _G,
        "detached",
        "violation",
        1,
        _STILL | {"generator-objective"},
    ),
    Fault(
        "logs-g-loss-through-numpy",
        "logs_by_hand",
        (
            (
                "G_loss = -torch.mean(torch.log(D_fake))",
                "G_loss = torch.from_numpy(-D_fake.detach().log().numpy()).requires_grad_().mean()",
            ),
        ),
        _G,
        "detached",
        "violation",
        1,
        _STILL | {"generator-objective"},
    ),
    Fault(
        "wgan-g-loss-on-own-output",
        "wgan_clip",
        (("errG = -netD(netG(noise)).mean()", "errG = -netG(noise).mean()"),),
        _G,
        "own-output",
        "violation",
        1,
        frozenset({"generator-objective"}),
    ),
    Fault(
        "softplus-g-loss-on-own-output",
        "softplus",
        (("g_loss = softplus(-D(fake)).mean()", "g_loss = softplus(-fake).mean()"),),
        _G,
        "own-output",
        "violation",
        1,
        frozenset({"generator-objective"}),
    ),
    Fault(
        # D scores the fakes, but only the distance to the data reaches G.
        "lsgan-g-reconstruction-only",
        "lsgan",
        (
            (
                "loss_G = 0.5 * mse(D(G(z)), real_target)",
                "generated = G(z)\n"
                "        loss_G = 0.5 * mse(D(generated.detach()), real_target) + 0.1 * mse(generated, x)",
            ),
        ),
        _G,
        "own-output",
        "violation",
        1,
        frozenset({"generator-objective"}),
    ),
    Fault(
        "softplus-g-rate-zero",
        "softplus",
        (("G.parameters(), lr=5e-4, betas=(0.0, 0.99), weight_decay=1e-3", "G.parameters(), lr=0.0"),),
        _G,
        "not-moving",
        "violation",
        1,
        _STILL,
    ),
    Fault(
        "trainer-g-optimizer-holds-d",
        "trainer",
        (('"G": torch.optim.Adam(self.G.parameters()', '"G": torch.optim.Adam(self.D.parameters()'),),
        _G,
        "not-moving",
        "violation",
        1,
        _STILL | _MOVED | {"separate-updates"},
    ),
    Fault(
        "one-for-fake-optimizers-mixed-up",
        "one_for_fake",
        (
            (
                "optim_g = torch.optim.Adam(generator.parameters()",
                "optim_g = torch.optim.Adam(discriminator.parameters()",
            ),
            (
                "optim_d = torch.optim.Adam(discriminator.parameters()",
                "optim_d = torch.optim.Adam(generator.parameters()",
            ),
        ),
        _G,
        "stepped-by-the-other",
        "violation",
        1,
        _STILL | _MOVED | {"separate-updates", "discriminator-updated"},
    ),
    Fault(
        "not-detached-d-optimizer-holds-both",
        "not_detached",
        (("torch.optim.Adam(D.parameters()", "torch.optim.Adam([*D.parameters(), *G.parameters()]"),),
        _APART,
        "moved-by-the-other",
        "violation",
        1,
        _MOVED,
    ),
    Fault(
        "trainer-g-optimizer-holds-both",
        "trainer",
        (
            (
                '"G": torch.optim.Adam(self.G.parameters()',
                '"G": torch.optim.Adam([*self.G.parameters(), *self.D.parameters()]',
            ),
        ),
        _APART,
        "moved-by-the-other",
        "violation",
        1,
        _MOVED,
    ),
    Fault(
        "logs-both-step-on-d-loss",
        "logs_by_hand",
        (("    D_solver.step()\n", "    D_solver.step()\n    G_solver.step()\n"),),
        "fresh-gradients",
        "leaked",
        "violation",
        1,
        _MOVED,
    ),
    Fault(
        # D's parameters have a gradient from the generator's pass, and the one optimizer applies it.
        "instance-noise-one-optimizer",
        "instance_noise",
        (
            (
                "optD = torch.optim.Adam(D.parameters(), lr=1e-3, betas=(0.5, 0.999))",
                "optD = optG = torch.optim.Adam([*G.parameters(), *D.parameters()], lr=1e-3, betas=(0.5, 0.999))",
            ),
        ),
        _APART,
        "shared-optimizer",
        "violation",
        1,
        _MOVED,
    ),
    Fault(
        # D is frozen in the generator's step, so neither moves the other.
        "frozen-d-one-optimizer",
        "frozen_discriminator",
        (
            (
                'optimizer_D = torch.optim.Adam(itertools.chain(netD.parameters()), lr=opt["lr"]',
                "optimizer_D = optimizer_G = torch.optim.Adam(\n"
                '    itertools.chain(netG.parameters(), netD.parameters()), lr=opt["lr"]',
            ),
        ),
        _APART,
        "shared-optimizer",
        "departure",
        1,
    ),
)
