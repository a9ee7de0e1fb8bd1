"""Who moves when, and how often."""

from tests.tracing.corpus.fault import Fault

_ORDER, _K = "order", "k"

FAULTS = (
    Fault(
        "closures-generator-first",
        "closures",
        (
            (
                "    loss_D = opt_D.step(closure_D)\n    loss_G = opt_G.step(closure_G)\n",
                "    loss_G = opt_G.step(closure_G)\n    loss_D = opt_D.step(closure_D)\n",
            ),
        ),
        _ORDER,
        "generator-first",
        "departure",
        3,
    ),
    Fault(
        # The fakes of the discriminator's step are drawn afresh from the generator that has moved.
        "with-logits-generator-first",
        "with_logits",
        (
            (
                "        d_loss = train_discriminator(discriminator, d_optimizer, real, fake)\n"
                "        g_loss = train_generator(generator, discriminator, g_optimizer, torch.randn(batch, latent))\n",
                "        d_loss = train_discriminator(discriminator, d_optimizer, real, fake)\n",
            ),
            (
                "        fake = generator(torch.randn(batch, latent)).detach()\n",
                "        g_loss = train_generator(generator, discriminator, g_optimizer, torch.randn(batch, latent))\n"
                "        fake = generator(torch.randn(batch, latent)).detach()\n",
            ),
        ),
        _ORDER,
        "generator-first",
        "departure",
        3,
    ),
    Fault(
        # Both backward passes come before both steps; the generator's first, so that it leaves nothing in D.
        "one-for-fake-simultaneous",
        "one_for_fake",
        (
            ("    optim_d.zero_grad()\n    loss_d.backward()\n    optim_d.step()\n", ""),
            (
                "    loss_g.backward()\n    optim_g.step()\n",
                "    loss_g.backward()\n"
                "    optim_d.zero_grad()\n"
                "    loss_d.backward()\n"
                "    optim_d.step()\n"
                "    optim_g.step()\n",
            ),
        ),
        _ORDER,
        "simultaneous",
        "departure",
        3,
    ),
    Fault(
        # As in the authors' own code of 2014: two gradients, then two updates.
        "double-simultaneous",
        "double_precision",
        (
            ("    loss_D.backward()\n    opt_D.step()\n", ""),
            ("    loss_G.backward()\n", ""),
            (
                "    opt_G.step()\n",
                "    of_G = torch.autograd.grad(loss_G, list(G.parameters()))\n"
                "    of_D = torch.autograd.grad(loss_D, list(D.parameters()))\n"
                "    for p, g in zip([*G.parameters(), *D.parameters()], of_G + of_D, strict=True):\n"
                "        p.grad = g\n"
                "    opt_D.step()\n"
                "    opt_G.step()\n",
            ),
        ),
        _ORDER,
        "simultaneous",
        "departure",
        3,
    ),
    Fault(
        "dcgan-one-sided-steps",
        "dcgan",
        (
            (
                "        errD_real.backward()\n",
                "        errD_real.backward()\n        optimizerD.step()\n        netD.zero_grad()\n",
            ),
        ),
        _ORDER,
        "one-sided",
        "departure",
        3,
        frozenset({"k", "discriminator-objective", "minibatch-sizes", "fresh-data"}),
    ),
    Fault(
        "lsgan-one-sided-steps",
        "lsgan",
        (
            (
                "        loss_D = 0.5 * mse(D(x), real_target) + 0.5 * mse(D(fake), fake_target)\n",
                "        loss_D = 0.5 * mse(D(x), real_target)\n"
                "        loss_D.backward()\n"
                "        opt_D.step()\n"
                "        opt_D.zero_grad()\n"
                "        loss_D = 0.5 * mse(D(fake), fake_target)\n",
            ),
        ),
        _ORDER,
        "one-sided",
        "departure",
        3,
        frozenset({"k", "discriminator-objective", "minibatch-sizes", "fresh-data"}),
    ),
    Fault(
        "trainer-discriminator-first-trained-alone",
        "trainer",
        (
            (
                "    def fit(self, iterations):\n",
                "    def fit(self, iterations):\n        for _ in range(12):\n            self.discriminator_step()\n",
            ),
        ),
        _ORDER,
        "pre-training",
        "note",
        3,
        frozenset({"k"}),
    ),
    Fault(
        "trainer-k-inverted",
        "trainer",
        (
            (
                "                d_loss = self.discriminator_step()\n",
                "                g_loss = self.generator_step()\n",
            ),
            (
                "self.history.append((d_loss, self.generator_step()))",
                "self.history.append((self.discriminator_step(), g_loss))",
            ),
        ),
        _K,
        "inverted",
        "departure",
        3,
        frozenset({"order"}),
    ),
    Fault(
        "with-logits-generator-twice",
        "with_logits",
        (
            (
                "        for schedule in schedules:\n",
                "        g_loss = train_generator(generator, discriminator, g_optimizer, torch.randn(batch, latent))\n"
                "        for schedule in schedules:\n",
            ),
        ),
        _K,
        "inverted",
        "departure",
        3,
    ),
    Fault(
        # The schedule of the authors' code: many more critic steps at the beginning and now and then.
        "wgan-more-steps-now-and-then",
        "wgan_clip",
        (
            (
                "for _ in range(n_critic):",
                "for _ in range(20 if gen_iteration < 2 or gen_iteration % 10 == 0 else n_critic):",
            ),
        ),
        _K,
        "irregular",
        "note",
        3,
        frozenset({"order"}),
    ),
    Fault(
        "dropout-d-skips-every-third",
        "dropout",
        (
            (
                "    optimizer_discriminator.step()\n",
                "    if iteration % 3 != 2:\n        optimizer_discriminator.step()\n",
            ),
        ),
        _K,
        "irregular",
        "note",
        3,
        frozenset({"order"}),
    ),
)
