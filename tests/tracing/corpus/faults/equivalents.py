"""Changes that change nothing: neither a violation nor a departure may be seen."""

from tests.tracing.corpus.fault import Fault

_CLAMP = "        for p in netD.parameters():\n            p.data.clamp_(-clip_value, clip_value)\n"

FAULTS = (
    Fault("pytorch-gan-not-detached", "pytorch_gan", (("gen_imgs.detach()", "gen_imgs"),), "", "", "equivalent", 1),
    Fault("lsgan-not-detached", "lsgan", (("fake = G(z).detach()", "fake = G(z)"),), "", "", "equivalent", 1),
    Fault(
        "not-detached-after-all",
        "not_detached",
        (("d_fake_loss = fake_loss(D(fake_images))", "d_fake_loss = fake_loss(D(fake_images.detach()))"),),
        "",
        "",
        "equivalent",
        1,
    ),
    Fault(
        "ring-labels-swapped",
        "ring_bce",
        (
            (
                "loss_fn(d_real_decision, torch.ones(batch_size, 1))",
                "loss_fn(d_real_decision, torch.zeros(batch_size, 1))",
            ),
            (
                "loss_fn(d_fake_decision, torch.zeros(batch_size, 1))",
                "loss_fn(d_fake_decision, torch.ones(batch_size, 1))",
            ),
            (
                "loss_fn(dg_fake_decision, torch.ones(batch_size, 1))",
                "loss_fn(dg_fake_decision, torch.zeros(batch_size, 1))",
            ),
        ),
        "",
        "",
        "equivalent",
        2,
    ),
    Fault(
        "dcgan-labels-swapped",
        "dcgan",
        (("real_label = 1.0\nfake_label = 0.0", "real_label = 0.0\nfake_label = 1.0"),),
        "",
        "",
        "equivalent",
        2,
    ),
    Fault(
        "wgan-critic-low-on-real",
        "wgan_clip",
        (
            ("errD = errD_fake - errD_real", "errD = errD_real - errD_fake"),
            ("errG = -netD(netG(noise)).mean()", "errG = netD(netG(noise)).mean()"),
        ),
        "",
        "",
        "equivalent",
        2,
    ),
    Fault(
        "wgan-gp-critic-low-on-real",
        "wgan_gp",
        (
            ("c_loss = c_fake.mean() - c_real.mean() +", "c_loss = c_real.mean() - c_fake.mean() +"),
            ("g_loss = -critic(sample_fake()).mean()", "g_loss = critic(sample_fake()).mean()"),
        ),
        "",
        "",
        "equivalent",
        2,
    ),
    Fault(
        "dropout-loss-halved",
        "dropout",
        (("loss_discriminator = real_loss + fake_loss", "loss_discriminator = (real_loss + fake_loss) / 2"),),
        "",
        "",
        "equivalent",
        2,
    ),
    Fault(
        "pytorch-gan-loss-not-halved",
        "pytorch_gan",
        (("d_loss = (real_loss + fake_loss) / 2", "d_loss = real_loss + fake_loss"),),
        "",
        "",
        "equivalent",
        2,
    ),
    Fault(
        "lsgan-targets-of-minus-one",
        "lsgan",
        (
            (
                "0.5 * mse(D(x), real_target) + 0.5 * mse(D(fake), fake_target)",
                "0.5 * mse(D(x), real_target) + 0.5 * mse(D(fake), -real_target)",
            ),
        ),
        "",
        "",
        "equivalent",
        2,
    ),
    Fault(
        "lsgan-zeroed-twice",
        "lsgan",
        (
            (
                "        loss_G.backward()\n",
                "        opt_D.zero_grad()\n        opt_G.zero_grad()\n        loss_G.backward()\n",
            ),
        ),
        "",
        "",
        "equivalent",
        1,
    ),
    Fault(
        "ring-zeroed-by-none",
        "ring_bce",
        (("        g_optimizer.zero_grad()\n", "        for p in G.parameters():\n            p.grad = None\n"),),
        "",
        "",
        "equivalent",
        1,
    ),
    Fault(
        "ring-two-passes",
        "ring_bce",
        (("        d_error.backward()\n", "        d_real_error.backward()\n        d_fake_error.backward()\n"),),
        "",
        "",
        "equivalent",
        2,
    ),
    Fault(
        "wgan-low-one-pass",
        "wgan_gp_low_on_real",
        (
            ("        (energy_real - energy_fake).backward()\n", ""),
            ("        gp.backward()\n", "        (energy_real - energy_fake + gp).backward()\n"),
        ),
        "",
        "",
        "equivalent",
        2,
    ),
    Fault(
        "lsgan-graph-retained",
        "lsgan",
        (
            ("loss_D.backward()", "loss_D.backward(retain_graph=True)"),
            ("loss_G.backward()", "loss_G.backward(retain_graph=True)"),
        ),
        "",
        "",
        "equivalent",
        1,
    ),
    Fault(
        "lsgan-d-frozen-for-g",
        "lsgan",
        (
            ("        opt_D.zero_grad()\n", "        D.requires_grad_(True)\n        opt_D.zero_grad()\n"),
            ("        opt_G.zero_grad()\n", "        D.requires_grad_(False)\n        opt_G.zero_grad()\n"),
        ),
        "",
        "",
        "equivalent",
        1,
    ),
    Fault(
        "softplus-maximized",
        "softplus",
        (
            ("d_opt = torch.optim.AdamW(D.parameters(),", "d_opt = torch.optim.AdamW(D.parameters(), maximize=True,"),
            ("    d_loss.backward()\n", "    (-d_loss).backward()\n"),
        ),
        "",
        "",
        "equivalent",
        2,
    ),
    Fault(
        "trainer-as-log-sigmoid",
        "trainer",
        (
            (
                "F.softplus(-real).mean() + F.softplus(fake).mean()",
                "-(F.logsigmoid(real) + F.logsigmoid(-fake)).mean()",
            ),
            ("F.softplus(-self.D(self.G(self.noise()))).mean()", "-F.logsigmoid(self.D(self.G(self.noise()))).mean()"),
        ),
        "",
        "",
        "equivalent",
        2,
    ),
    Fault(
        "one-for-fake-detached-after",
        "one_for_fake",
        (
            (
                "    with torch.no_grad():\n        x_fake = generator(torch.randn(BATCH, LATENT))\n",
                "    x_fake = generator(torch.randn(BATCH, LATENT)).data\n",
            ),
        ),
        "",
        "",
        "equivalent",
        1,
    ),
    Fault(
        # D(x) and D(G(z)) the wrong way round in the log, and nowhere else.
        "dcgan-wrong-log",
        "dcgan",
        (("D(x): {D_x:.4f} D(G(z)): {D_G_z1:.4f}", "D(x): {D_G_z1:.4f} D(G(z)): {D_x:.4f}"),),
        "",
        "",
        "equivalent",
        5,
    ),
    Fault(
        # The losses are measured again after the steps, with a generator of random numbers of its own.
        "softplus-measured-again",
        "softplus",
        (
            (
                "    if i % 20 == 0:\n",
                "    with torch.no_grad():\n"
                "        probe = G(torch.randn(64, latent, generator=torch.Generator().manual_seed(i)))\n"
                "        score = D(probe).mean().item() - D(real).mean().item()\n"
                "    if i % 20 == 0:\n        print(score)\n",
            ),
        ),
        "",
        "",
        "equivalent",
        5,
    ),
    Fault(
        "wgan-clipped-without-data",
        "wgan_clip",
        (
            (
                "            p.data.clamp_(-clip_value, clip_value)\n",
                "            with torch.no_grad():\n                p.clamp_(-clip_value, clip_value)\n",
            ),
        ),
        "",
        "",
        "equivalent",
        3,
    ),
    Fault(
        # Each step's clipping is done before the next pass of anything, and not right after the step.
        "wgan-clipped-a-little-later",
        "wgan_clip",
        (
            (_CLAMP, ""),
            (
                "    for _ in range(n_critic):\n        netD.zero_grad()\n",
                "    for n in range(n_critic):\n"
                "        if n > 0:\n"
                "            for p in netD.parameters():\n"
                "                p.data.clamp_(-clip_value, clip_value)\n"
                "        netD.zero_grad()\n",
            ),
            (
                "    netG.zero_grad()\n",
                "    for p in netD.parameters():\n"
                "        p.data.clamp_(-clip_value, clip_value)\n"
                "    netG.zero_grad()\n",
            ),
        ),
        "",
        "",
        "equivalent",
        3,
    ),
    Fault(
        "wgan-gp-factor-turned-round",
        "wgan_gp",
        (("eps * real + (1 - eps) * fake", "fake + eps * (real - fake)"),),
        "",
        "",
        "equivalent",
        3,
    ),
    Fault(
        # The rows of a minibatch are a set: their order changes no mean over them.
        "paper-noise-sorted",
        "paper_gaussian",
        (("    return torch.rand(n, 1) * 2 - 1\n", "    return torch.sort(torch.rand(n, 1) * 2 - 1, dim=0).values\n"),),
        "",
        "",
        "equivalent",
        3,
    ),
)
