"""What the players are fed: data, noise, fakes, labels."""

from tests.tracing.corpus.fault import Fault

_DATA, _NOISE, _LAW, _FAKES = "fresh-data", "fresh-noise", "noise-law", "fresh-fakes"
_ONCE = frozenset({_NOISE})
_LATENT = "        return torch.randn(self.options.batch, self.options.latent)\n"

FAULTS = (
    Fault(
        "paper-data-shared-by-k-steps",
        "paper_gaussian",
        (
            ("        x = sample_data(m)\n", ""),
            ("    for _ in range(k):\n", "    x = sample_data(m)\n    for _ in range(k):\n"),
        ),
        _DATA,
        "repeated",
        "departure",
        3,
    ),
    Fault(
        "wgan-gp-data-shared-by-k-steps",
        "wgan_gp",
        (
            ("        real = sample_real()\n", ""),
            (
                "    for _ in range(critic_iterations):\n",
                "    real = sample_real()\n    for _ in range(critic_iterations):\n",
            ),
        ),
        _DATA,
        "repeated",
        "departure",
        3,
    ),
    Fault(
        "ring-one-minibatch",
        "ring_bce",
        (
            ("        d_real_data = sample_ring(batch_size)\n", ""),
            (
                "    for epoch in range(ITERATIONS):\n",
                "    d_real_data = sample_ring(batch_size)\n    for epoch in range(ITERATIONS):\n",
            ),
        ),
        _DATA,
        "one-minibatch",
        "violation",
        3,
    ),
    Fault(
        # next(iter(loader)) starts anew each time.
        "pytorch-gan-one-minibatch",
        "pytorch_gan",
        (
            ("batch_size=32, shuffle=True)", "batch_size=32)"),
            ("    for imgs in dataloader:\n", "    for _ in range(10):\n        imgs = next(iter(dataloader))\n"),
        ),
        _DATA,
        "one-minibatch",
        "violation",
        3,
    ),
    Fault(
        "lsgan-unshuffled",
        "lsgan",
        (("shuffle=True, drop_last=True", "drop_last=True"),),
        _DATA,
        "unshuffled",
        "departure",
        3,
    ),
    Fault(
        "dcgan-unshuffled",
        "dcgan",
        (("batch_size=batch_size, shuffle=True)", "batch_size=batch_size, shuffle=False)"),),
        _DATA,
        "unshuffled",
        "departure",
        3,
    ),
    Fault(
        "ring-fakes-for-real",
        "ring_bce",
        (("d_real_data = sample_ring(batch_size)", "d_real_data = G(torch.randn(batch_size, z_dim)).detach()"),),
        _DATA,
        "unused",
        "violation",
        3,
        frozenset({"discriminator-objective", "opposite-signs"}),
    ),
    Fault(
        "lsgan-fakes-for-real",
        "lsgan",
        (("0.5 * mse(D(x), real_target)", "0.5 * mse(D(G(torch.randn_like(z)).detach()), real_target)"),),
        _DATA,
        "unused",
        "violation",
        3,
        frozenset({"discriminator-objective", "opposite-signs"}),
    ),
    Fault(
        "pytorch-gan-noise-for-real",
        "pytorch_gan",
        (
            (
                "adversarial_loss(discriminator(imgs), valid)",
                "adversarial_loss(discriminator(torch.rand_like(imgs) * 2 - 1), valid)",
            ),
        ),
        _DATA,
        "noise",
        "note",
        3,
    ),
    Fault(
        "pytorch-gan-noise-shared",
        "pytorch_gan",
        (
            (
                "        optimizer_G.zero_grad()\n        z = torch.randn(imgs.size(0), latent_dim)\n",
                "        optimizer_G.zero_grad()\n",
            ),
        ),
        _NOISE,
        "shared",
        "departure",
        3,
    ),
    Fault(
        # The tutorial itself: the fakes of the discriminator's step serve the generator too.
        "dcgan-fakes-shared",
        "dcgan",
        (
            (
                "        netG.zero_grad()\n        noise = torch.randn(b_size, nz, 1, 1)\n        fake = netG(noise)\n",
                "        netG.zero_grad()\n",
            ),
        ),
        _NOISE,
        "shared",
        "departure",
        3,
    ),
    Fault(
        "wgan-noise-shared",
        "wgan_clip",
        (
            (
                "            fake = netG(torch.randn(batch_size, nz))\n",
                "            noise = torch.randn(batch_size, nz)\n            fake = netG(noise)\n",
            ),
            ("    netG.zero_grad()\n    noise = torch.randn(batch_size, nz)\n", "    netG.zero_grad()\n"),
        ),
        _NOISE,
        "shared",
        "departure",
        3,
    ),
    Fault(
        "paper-noise-shared-by-k-steps",
        "paper_gaussian",
        (
            ("        z = sample_noise(m)\n        x", "        x"),
            ("    for _ in range(k):\n", "    z = sample_noise(m)\n    for _ in range(k):\n"),
        ),
        _NOISE,
        "repeated",
        "departure",
        3,
    ),
    Fault(
        "wgan-noise-shared-by-k-steps",
        "wgan_clip",
        (
            ("            fake = netG(torch.randn(batch_size, nz))\n", "            fake = netG(d_noise)\n"),
            (
                "    for _ in range(n_critic):\n",
                "    d_noise = torch.randn(batch_size, nz)\n    for _ in range(n_critic):\n",
            ),
        ),
        _NOISE,
        "repeated",
        "departure",
        3,
    ),
    Fault(
        "trainer-noise-drawn-once",
        "trainer",
        (
            (
                "        self.history = []\n",
                "        self.history = []\n        self.z = torch.randn(options.batch, options.latent)\n",
            ),
            (_LATENT, "        return self.z\n"),
        ),
        _NOISE,
        "drawn-once",
        "violation",
        3,
    ),
    Fault(
        "lsgan-noise-drawn-once",
        "lsgan",
        (
            ("done = 0\n", "done = 0\nz = torch.randn(BATCH_SIZE, LATENT_DIM)\n"),
            ("        opt_D.zero_grad()\n        z = torch.randn(n, LATENT_DIM)\n", "        opt_D.zero_grad()\n"),
            ("        opt_G.zero_grad()\n        z = torch.randn(n, LATENT_DIM)\n", "        opt_G.zero_grad()\n"),
        ),
        _NOISE,
        "drawn-once",
        "violation",
        3,
    ),
    Fault(
        # The same seed each time: fresh tensors, the same numbers.
        "numpy-noise-reseeded",
        "numpy_noise",
        (
            (
                "    return torch.from_numpy(np.random.normal(size=(BATCH_SIZE, N_IDEAS)).astype(np.float32))",
                "    draw = np.random.RandomState(SEED)\n"
                "    return torch.from_numpy(draw.normal(size=(BATCH_SIZE, N_IDEAS)).astype(np.float32))",
            ),
        ),
        _NOISE,
        "drawn-once",
        "violation",
        3,
    ),
    Fault(
        "trainer-noise-constant",
        "trainer",
        ((_LATENT, "        return torch.full((self.options.batch, self.options.latent), 0.5)\n"),),
        _LAW,
        "constant",
        "violation",
        3,
        _ONCE,
    ),
    Fault(
        "uniform-noise-zero",
        "uniform_noise",
        (("torch.empty(n, noise_dim).uniform_(-1, 1)", "torch.zeros(n, noise_dim)"),),
        _LAW,
        "zero",
        "violation",
        3,
        _ONCE,
    ),
    Fault(
        "trainer-noise-broadcast",
        "trainer",
        ((_LATENT, "        return torch.randn(1, self.options.latent).repeat(self.options.batch, 1)\n"),),
        _LAW,
        "broadcast",
        "violation",
        3,
    ),
    Fault(
        "uniform-noise-broadcast",
        "uniform_noise",
        (("torch.empty(n, noise_dim).uniform_(-1, 1)", "torch.empty(noise_dim).uniform_(-1, 1).expand(n, -1)"),),
        _LAW,
        "broadcast",
        "violation",
        3,
    ),
    Fault(
        # Evenly spaced and jittered, as a well-known 1-D demonstration draws it.
        "paper-noise-jittered-grid",
        "paper_gaussian",
        (
            (
                "    return torch.rand(n, 1) * 2 - 1\n",
                "    return torch.linspace(-1, 1, n).view(n, 1) + 0.01 * torch.rand(n, 1)\n",
            ),
        ),
        _LAW,
        "grid",
        "violation",
        3,
    ),
    Fault(
        "paper-noise-grid",
        "paper_gaussian",
        (("    return torch.rand(n, 1) * 2 - 1\n", "    return torch.linspace(-1, 1, n).unsqueeze(1)\n"),),
        _LAW,
        "grid",
        "violation",
        3,
        _ONCE,
    ),
    Fault(
        "numpy-noise-rows-in-pairs",
        "numpy_noise",
        (
            (
                "np.random.normal(size=(BATCH_SIZE, N_IDEAS)).astype",
                "np.random.normal(size=(BATCH_SIZE // 2, N_IDEAS)).repeat(2, 0).astype",
            ),
        ),
        _LAW,
        "dependent",
        "violation",
        3,
    ),
    Fault(
        "trainer-noise-walks",
        "trainer",
        (
            (
                _LATENT,
                "        steps = torch.randn(self.options.batch, self.options.latent)\n"
                "        return torch.cumsum(steps, dim=0) / self.options.batch**0.5\n",
            ),
        ),
        _LAW,
        "dependent",
        "violation",
        3,
    ),
    Fault(
        "with-logits-noise-differs",
        "with_logits",
        (("g_optimizer, torch.randn(batch, latent))", "g_optimizer, torch.rand(batch, latent))"),),
        _LAW,
        "differs",
        "violation",
        3,
    ),
    Fault(
        "ring-noise-differs",
        "ring_bce",
        (
            (
                "        gen_input = torch.randn(batch_size, z_dim)\n        g_fake",
                "        gen_input = 2 * torch.randn(batch_size, z_dim)\n        g_fake",
            ),
        ),
        _LAW,
        "differs",
        "violation",
        3,
    ),
    Fault(
        "ring-fakes-stale",
        "ring_bce",
        (
            (
                "    for epoch in range(ITERATIONS):\n",
                "    made = G(torch.randn(batch_size, z_dim)).detach()\n    for epoch in range(ITERATIONS):\n",
            ),
            (
                "        d_gen_input = torch.randn(batch_size, z_dim)\n        d_fake_data = G(d_gen_input).detach()\n",
                "        d_fake_data = made\n",
            ),
            (
                "        g_optimizer.step()\n",
                "        made = G(torch.randn(batch_size, z_dim)).detach()\n        g_optimizer.step()\n",
            ),
        ),
        _FAKES,
        "stale",
        "departure",
        3,
    ),
    Fault(
        # The repository's own order: G first, and D on what G had made before its step.
        "pytorch-gan-fakes-stale",
        "pytorch_gan",
        (
            (
                "        z = torch.randn(imgs.size(0), latent_dim)\n        gen_imgs = generator(z)\n        real_loss",
                "        real_loss",
            ),
            (
                "        # Train Discriminator\n",
                "        optimizer_G.zero_grad()\n"
                "        z = torch.randn(imgs.size(0), latent_dim)\n"
                "        gen_imgs = generator(z)\n"
                "        g_loss = adversarial_loss(discriminator(gen_imgs), valid)\n"
                "        g_loss.backward()\n"
                "        optimizer_G.step()\n\n",
            ),
            (
                "        # Train Generator\n"
                "        optimizer_G.zero_grad()\n"
                "        z = torch.randn(imgs.size(0), latent_dim)\n"
                "        gen_imgs = generator(z)\n"
                "        g_loss = adversarial_loss(discriminator(gen_imgs), valid)\n"
                "        g_loss.backward()\n"
                "        optimizer_G.step()\n",
                "",
            ),
        ),
        _FAKES,
        "stale",
        "departure",
        3,
        frozenset({"order", _NOISE}),
    ),
    Fault(
        "frozen-d-fakes-replayed",
        "frozen_discriminator",
        (
            ("\n\ndef backward_D():\n", "\npool = []\n\n\ndef backward_D():\n"),
            (
                "    loss_D_fake = criterionGAN(netD(fake_B.detach()), False)\n",
                "    pool.append(fake_B.detach())\n"
                "    old = pool[torch.randint(len(pool), ()).item()]\n"
                '    half = opt["batch"] // 2\n'
                "    fake_B = torch.cat([fake_B[:half], old[half:]])\n"
                "    loss_D_fake = criterionGAN(netD(fake_B.detach()), False)\n",
            ),
        ),
        _FAKES,
        "replayed",
        "departure",
        3,
    ),
    Fault(
        "lsgan-fakes-replayed",
        "lsgan",
        (
            ("done = 0\n", "done = 0\nbuffer = []\n"),
            (
                "        fake = G(z).detach()\n",
                "        buffer.append(G(z).detach())\n"
                "        fake = buffer[torch.randint(len(buffer), (1,)).item()]\n",
            ),
        ),
        _FAKES,
        "replayed",
        "departure",
        3,
    ),
    Fault(
        "ring-fakes-never-renewed",
        "ring_bce",
        (
            (
                "    for epoch in range(ITERATIONS):\n",
                "    d_fake_data = G(torch.randn(batch_size, z_dim)).detach()\n    for epoch in range(ITERATIONS):\n",
            ),
            (
                "        d_gen_input = torch.randn(batch_size, z_dim)\n        d_fake_data = G(d_gen_input).detach()\n",
                "",
            ),
        ),
        _FAKES,
        "never-renewed",
        "violation",
        3,
        _ONCE,
    ),
    Fault(
        "one-for-fake-never-renewed",
        "one_for_fake",
        (
            (
                "    with torch.no_grad():\n        x_fake = generator(torch.randn(BATCH, LATENT))\n",
                "    if step == 0:\n        x_fake = generator(torch.randn(BATCH, LATENT)).detach()\n",
            ),
        ),
        _FAKES,
        "never-renewed",
        "violation",
        3,
        _ONCE,
    ),
    Fault(
        "ring-fewer-fakes",
        "ring_bce",
        (
            ("d_gen_input = torch.randn(batch_size, z_dim)", "d_gen_input = torch.randn(batch_size // 2, z_dim)"),
            (
                "loss_fn(d_fake_decision, torch.zeros(batch_size, 1))",
                "loss_fn(d_fake_decision, torch.zeros(batch_size // 2, 1))",
            ),
        ),
        "minibatch-sizes",
        "unequal",
        "departure",
        3,
    ),
    Fault(
        "softplus-more-fakes",
        "softplus",
        (
            (
                "    fake = G(torch.randn(n, latent, generator=rng))\n    d_loss",
                "    fake = G(torch.randn(2 * n, latent, generator=rng))\n    d_loss",
            ),
        ),
        "minibatch-sizes",
        "unequal",
        "departure",
        3,
    ),
    Fault(
        "conditional-labels-of-the-data",
        "conditional_embedding",
        (("discriminator(gen_x.detach(), gen_labels), fake)", "discriminator(gen_x.detach(), labels), fake)"),),
        "conditions",
        "mismatch",
        "violation",
        3,
    ),
    Fault(
        "conditional-labels-in-g-step",
        "conditional_embedding",
        (("discriminator(generator(z, gen_labels), gen_labels)", "discriminator(generator(z, gen_labels), labels)"),),
        "conditions",
        "mismatch",
        "violation",
        3,
    ),
    Fault(
        "onehot-labels-drawn-again",
        "conditional_onehot",
        (
            (
                "    out_fake = D(torch.cat([x_fake, y_fake], dim=1))\n    D_loss",
                "    out_fake = D(torch.cat([x_fake, random_labels()], dim=1))\n    D_loss",
            ),
        ),
        "conditions",
        "mismatch",
        "violation",
        3,
    ),
)
