"""Scripts that end with an exception of their own."""

from tests.tracing.corpus.fault import Fault

FAULTS = (
    Fault(
        # The generator's loss is computed before the discriminator's step and used after it.
        "pytorch-gan-graph-of-old-weights",
        "pytorch_gan",
        (
            (
                "        d_loss.backward()\n",
                "        d_loss.backward()\n        g_loss = adversarial_loss(discriminator(gen_imgs), valid)\n",
            ),
            (
                "        z = torch.randn(imgs.size(0), latent_dim)\n"
                "        gen_imgs = generator(z)\n"
                "        g_loss = adversarial_loss(discriminator(gen_imgs), valid)\n"
                "        g_loss.backward()\n",
                "        g_loss.backward()\n",
            ),
        ),
        "",
        "",
        "raises",
        1,
    ),
    Fault(
        # The fakes' graph is freed by the discriminator's backward pass and walked again by the generator's.
        "dcgan-graph-walked-twice",
        "dcgan",
        (
            ("netD(fake.detach())", "netD(fake)"),
            (
                "        netG.zero_grad()\n        noise = torch.randn(b_size, nz, 1, 1)\n        fake = netG(noise)\n",
                "        netG.zero_grad()\n",
            ),
        ),
        "",
        "",
        "raises",
        1,
    ),
    Fault(
        # One joint pass, but the label tensor was filled anew since the real half of the loss was made.
        "dcgan-labels-overwritten",
        "dcgan",
        (
            ("        errD_real.backward()\n", ""),
            ("        errD_fake.backward()\n", ""),
            (
                "        errD = errD_real + errD_fake\n",
                "        errD = errD_real + errD_fake\n        errD.backward()\n",
            ),
        ),
        "",
        "",
        "raises",
        2,
    ),
    Fault(
        "frozen-d-never-thawed",
        "frozen_discriminator",
        (("    set_requires_grad(netD, True)\n", ""),),
        "",
        "",
        "raises",
        1,
    ),
    Fault(
        # A number has no graph.
        "lsgan-loss-from-floats",
        "lsgan",
        (
            (
                "loss_G = 0.5 * mse(D(G(z)), real_target)",
                "loss_G = torch.tensor(0.5 * mse(D(G(z)), real_target).item())",
            ),
        ),
        "",
        "",
        "raises",
        1,
    ),
    Fault(
        "ring-label-shape",
        "ring_bce",
        (
            (
                "loss_fn(d_fake_decision, torch.zeros(batch_size, 1))",
                "loss_fn(d_fake_decision, torch.zeros(batch_size))",
            ),
        ),
        "",
        "",
        "raises",
        2,
    ),
    Fault(
        "wgan-gp-interpolates-without-gradient",
        "wgan_gp",
        (("mixed = (eps * real + (1 - eps) * fake).requires_grad_()", "mixed = eps * real + (1 - eps) * fake"),),
        "",
        "",
        "raises",
        3,
    ),
)
