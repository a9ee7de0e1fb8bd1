"""Faults in published variants: what goes wrong beside penalties, averages, frozen nets and several players."""

from __future__ import annotations

from tests.tracing.corpus.fault import Fault

_D, _G = "discriminator-objective", "generator-objective"
_UNMOVED = frozenset({"saturated", "order", "k", "discriminator-updated", "generator-updated", _D, _G})

FAULTS = (
    Fault(
        "odd-sobol-restarted",
        "odd_sobol",
        (
            (
                "    u = sobol.draw(batch).clamp",
                "    again = torch.quasirandom.SobolEngine(nz, scramble=True, seed=SEED)\n"
                "    u = again.draw(batch).clamp",
            ),
        ),
        "fresh-noise",
        "drawn-once",
        "violation",
        3,
    ),
    Fault(
        # The noise of AYLIEN's script: a grid, and a hundredth of noise on it.
        "odd-sorted-columns-jittered-grid",
        "odd_sorted_columns",
        (
            (
                "samples = np.random.uniform(-self.reach, self.reach, n)",
                "samples = np.linspace(-self.reach, self.reach, n) + np.random.random(n) * 0.01",
            ),
        ),
        "noise-law",
        "grid",
        "violation",
        3,
    ),
    Fault(
        "odd-antithetic-copies",
        "odd_antithetic",
        (("torch.cat([half, -half])", "torch.cat([half, half])"),),
        "noise-law",
        "dependent",
        "violation",
        3,
    ),
    Fault(
        "odd-bits-drawn-once",
        "odd_bits",
        (
            (
                "def noise():\n    return torch.randint(0, 2, (batch, bits)).float()",
                "drawn = torch.randint(0, 2, (batch, bits)).float()\n\n\ndef noise():\n    return drawn",
            ),
        ),
        "fresh-noise",
        "drawn-once",
        "violation",
        3,
    ),
    Fault(
        # A new loader each time, which begins at its first minibatch.
        "lsgan-loader-made-in-the-loop",
        "lsgan",
        (
            (
                "    for (x,) in loader:\n        n = x.shape[0]\n",
                "    while True:\n        (x,) = next(iter(DataLoader(dataset, batch_size=BATCH_SIZE)))\n"
                "        n = x.shape[0]\n",
            ),
        ),
        "fresh-data",
        "one-minibatch",
        "violation",
        3,
    ),
    Fault(
        "odd-super-resolution-fakes-for-real",
        "odd_super_resolution",
        (("real, fake = netD(hr), netD(sr)", "real, fake = netD(sr), netD(sr)"),),
        "fresh-data",
        "unused",
        "violation",
        3,
        frozenset({_D}),
    ),
    Fault(
        "odd-projection-other-labels",
        "odd_projection",
        (("torch.relu(1 + dis(fake, pseudo_y)).mean()", "torch.relu(1 + dis(fake, y)).mean()"),),
        "conditions",
        "mismatch",
        "violation",
        3,
    ),
    Fault(
        "odd-gan-stability-other-labels-for-g",
        "odd_gan_stability",
        (
            (
                "self.discriminator(self.generator(z, y), y)",
                "self.discriminator(self.generator(z, y), torch.randint(nlabels, y.shape))",
            ),
        ),
        "conditions",
        "mismatch",
        "violation",
        3,
    ),
    Fault(
        # The loss of the adversary is there, and nothing of it arrives.
        "odd-refiner-without-adversary",
        "odd_refiner",
        (("r_loss = local_loss(D(refined), 0) + delta", "r_loss = 0 * local_loss(D(refined), 0) + delta"),),
        "generator-updated",
        "own-output",
        "violation",
        1,
        frozenset({_G}),
    ),
    Fault(
        "odd-stargan-classes-alone",
        "odd_stargan",
        (
            (
                "-torch.mean(out_src) + F.cross_entropy(out_cls, label_trg)",
                "F.cross_entropy(out_cls, label_trg)",
            ),
        ),
        "generator-updated",
        "no-discriminator-gradient",
        "violation",
        1,
        frozenset({_G}),
    ),
    Fault(
        "odd-two-discriminators-one-forgotten",
        "odd_two_discriminators",
        (("sum(F.softplus(-D(fake)).mean() for D in judges) / len(judges)", "F.softplus(-D_wide(fake)).mean()"),),
        "generator-updated",
        "no-discriminator-gradient",
        "violation",
        1,
    ),
    Fault(
        "odd-two-generators-one-forgotten",
        "odd_two_generators",
        (("torch.optim.Adam([*G1.parameters(), *G2.parameters()]", "torch.optim.Adam([*G1.parameters()]"),),
        "generator-updated",
        "untrained-part",
        "violation",
        1,
    ),
    Fault(
        "odd-projected-fakes-detached",
        "odd_projected",
        (
            (
                "loss_G = -D(features(G(torch.randn(m, nz)))).mean()",
                "fake = G(torch.randn(m, nz))\n    loss_G = -D(features(fake.detach())).mean() + 0 * fake.mean()",
            ),
        ),
        "generator-updated",
        "not-moving",
        "violation",
        1,
        frozenset({"saturated", _G}),
    ),
    Fault(
        "odd-top-k-zeroed-before-the-step",
        "odd_top_k",
        (
            (
                "    loss_g.backward()\n    opt_g.step()\n",
                "    loss_g.backward()\n    opt_g.zero_grad()\n    opt_g.step()\n",
            ),
        ),
        "generator-updated",
        "zeroed",
        "violation",
        1,
        _UNMOVED,
    ),
    Fault(
        "odd-optimistic-stepped-before-the-pass",
        "odd_optimistic",
        (("    loss_d.backward()\n    opt_d.step()\n", "    opt_d.step()\n    loss_d.backward()\n"),),
        "discriminator-updated",
        "zeroed",
        "violation",
        1,
        _UNMOVED,
    ),
    Fault(
        "odd-stylegan-average-written-into-g",
        "odd_stylegan",
        (("accumulate(g_ema, generator)", "accumulate(generator, g_ema)"),),
        "generator-updated",
        "moved-between-steps",
        "note",
        1,
    ),
    Fault(
        "odd-gan-stability-half-of-d-held",
        "odd_gan_stability",
        (("torch.optim.RMSprop(discriminator.parameters()", "torch.optim.RMSprop(discriminator.fc[2].parameters()"),),
        "complete-gradient",
        "unheld",
        "note",
        1,
    ),
    Fault(
        "odd-lookahead-g-never-zeroed",
        "odd_lookahead",
        (("    optG.zero_grad()\n", ""),),
        "fresh-gradients",
        "accumulated",
        "violation",
        1,
    ),
    Fault(
        # Neither detached nor zeroed, beside gradients that `autograd.grad` takes of the last layer.
        "odd-vqgan-never-zeroed",
        "odd_vqgan",
        (("disc(x_rec.detach())", "disc(decoder(encoder(x)))"), ("    opt_ae.zero_grad()\n", "")),
        "fresh-gradients",
        "accumulated",
        "violation",
        1,
        frozenset({"order", "fresh-fakes"}),
    ),
    Fault(
        "odd-gradient-reversal-forgotten",
        "odd_gradient_reversal",
        (("fake = GradReverse.apply(G(torch.randn(m, nz)))", "fake = G(torch.randn(m, nz))"),),
        "opposite-signs",
        "same-sign",
        "violation",
        2,
        frozenset({"order", "fresh-gradients", _G}),
    ),
    Fault(
        "odd-unrolled-g-wants-fake",
        "odd_unrolled",
        (
            (
                "loss = criterion(D(G(torch.randn(batch, z_dim))), torch.ones(batch, 1))",
                "loss = criterion(D(G(torch.randn(batch, z_dim))), torch.zeros(batch, 1))",
            ),
        ),
        "opposite-signs",
        "same-sign",
        "violation",
        2,
        frozenset({_G}),
    ),
    Fault(
        "odd-two-generators-d-maximized",
        "odd_two_generators",
        (
            (
                "opt_d = torch.optim.Adam(D.parameters(), lr=5e-4, betas=(0.5, 0.999))",
                "opt_d = torch.optim.Adam(D.parameters(), lr=5e-4, betas=(0.5, 0.999), maximize=True)",
            ),
        ),
        _D,
        "wrong-sign",
        "violation",
        2,
        frozenset({"opposite-signs"}),
    ),
    Fault(
        "odd-adda-one-label",
        "odd_adda",
        (
            (
                "torch.ones(batch).long(), torch.zeros(batch).long()",
                "torch.ones(batch).long(), torch.ones(batch).long()",
            ),
        ),
        _D,
        "same-target",
        "violation",
        2,
        frozenset({"opposite-signs"}),
    ),
    Fault(
        "odd-semi-supervised-fakes-ignored",
        "odd_semi_supervised",
        (("(F.softplus(log_unlabel) - log_unlabel).mean() + 0.5 * F.softplus(log_fake)", "F.softplus(-log_unlabel)"),),
        _D,
        "fake-ignored",
        "violation",
        2,
    ),
    Fault(
        "odd-mode-seeking-heavy-fakes",
        "odd_mode_seeking",
        (("+ 0.5 * (", "+ 2.0 * ("),),
        _D,
        "unequal-weights",
        "violation",
        2,
    ),
    Fault(
        "ring-real-error-counted-twice",
        "ring_bce",
        (
            (
                "        d_error = d_real_error + d_fake_error\n",
                "        d_real_error.backward(retain_graph=True)\n        d_error = d_real_error + d_fake_error\n",
            ),
        ),
        _D,
        "unequal-weights",
        "violation",
        2,
    ),
    Fault(
        "with-logits-labels-drawn-once",
        "with_logits",
        (
            ("logits_real, torch.ones_like(logits_real))", "logits_real, soft_labels)"),
            (
                "def train_discriminator(",
                "torch.manual_seed(SEED)\nsoft_labels = 0.8 + 0.2 * torch.rand(24, 1)\n\n\ndef train_discriminator(",
            ),
        ),
        _D,
        "frozen-labels",
        "departure",
        2,
    ),
)
