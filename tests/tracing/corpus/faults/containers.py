"""Faults where the container or the machinery hides them: wrappers, functional nets, several pairs, scaled losses."""

from __future__ import annotations

from tests.tracing.corpus.fault import Fault


def _fault(
    name: str,
    edits: dict[str, str],
    finding: str,
    kind: str = "violation",
    family: int = 1,
    also: tuple[str, ...] = (),
) -> Fault:
    """One fault: the first word of `name` (up to a colon) is the loop, `finding` is "clause cause" or empty."""
    loop, _, what = name.partition(": ")
    clause, _, cause = finding.partition(" ")
    return Fault(
        name=f"containers_{loop}_{what.replace(' ', '_')}",
        loop=f"containers_{loop}",
        edits=tuple(edits.items()),
        clause=clause,
        cause=cause,
        kind=kind,
        family=family,
        also=frozenset(also),
    )


_WHO_IS_UPDATED = (
    _fault(
        "wrapper_module: zeroed at the wrong time without toggling",
        {
            "        opt_d.zero_grad()\n        d_loss.backward()\n        opt_d.step()\n": (
                "        d_loss.backward()\n        opt_d.step()\n        opt_d.zero_grad()\n"
            ),
            "        self.toggle_optimizer(opt_g)\n": "",
        },
        "fresh-gradients leaked",
    ),
    # Toggling keeps G's pass out of D: zeroing early or late is then the same.
    _fault(
        "wrapper_module: zeroed late but toggled",
        {
            "        opt_d.zero_grad()\n        d_loss.backward()\n        opt_d.step()\n": (
                "        d_loss.backward()\n        opt_d.step()\n        opt_d.zero_grad()\n"
            )
        },
        "",
        "equivalent",
    ),
    _fault(
        "wrapper_module: never untoggled",
        {"            p.requires_grad_(True)\n": "            pass\n"},
        "",
        "equivalent",
    ),
    _fault(
        "wrapper_module: wrong player toggled",
        {"self.toggle_optimizer(opt_g)": "self.toggle_optimizer(opt_d)"},
        "generator-updated detached",
        also=("complete-gradient",),
    ),
    _fault(
        "trainer: steps the other optimizer",
        {'self.optimizers["d"].step()': 'self.optimizers["g"].step()'},
        "discriminator-updated never-stepped",
        also=("separate-updates", "fresh-gradients", "order", "k"),
    ),
    _fault(
        "trainer: generator loss from a float",
        {
            "loss = self.criterion(score, torch.ones_like(score))\n        loss.backward()": (
                "loss = self.criterion(score, torch.ones_like(score))\n"
                "        loss = torch.tensor(loss.item(), requires_grad=True)\n        loss.backward()"
            )
        },
        "generator-updated detached",
        also=("complete-gradient",),
    ),
    _fault(
        "data_parallel: generator not zeroed",
        {"    netG.zero_grad()\n": ""},
        "fresh-gradients accumulated",
    ),
    _fault(
        "data_parallel: optimizers of one player",
        {"optimizerD = torch.optim.Adam(netD.parameters()": "optimizerD = torch.optim.Adam(netG.parameters()"},
        "discriminator-updated not-moving",
        also=("separate-updates", "fresh-gradients", "order", "k"),
    ),
    _fault(
        "functional: generator not zeroed",
        {
            "for p in G_params + D_params:": "for p in D_params:",
            "D(X), D(G(sample_z()))": "D(X), D(G(sample_z()).detach())",
        },
        "fresh-gradients accumulated",
    ),
    _fault(
        "functional: not zeroed between the players",
        {"    D_solver.step()\n    reset_grad()\n": "    D_solver.step()\n"},
        "fresh-gradients leaked",
    ),
    _fault(
        "two_pairs: optimizer of the other discriminator",
        {"optimizer_D_B = torch.optim.Adam(D_B.parameters()": "optimizer_D_B = torch.optim.Adam(D_A.parameters()"},
        "discriminator-updated not-moving",
        also=("fresh-gradients", "separate-updates", "order", "k"),
    ),
    _fault(
        "two_pairs: second discriminator never stepped",
        {"    optimizer_D_B.step()\n": ""},
        "discriminator-updated never-stepped",
    ),
    # Adam's moments belong to a parameter, and a parameter without a gradient is left alone.
    _fault(
        "two_pairs: one optimizer for both discriminators",
        {
            "torch.optim.Adam(D_A.parameters(),": "torch.optim.Adam([*D_A.parameters(), *D_B.parameters()],",
            "optimizer_D_B = torch.optim.Adam(D_B.parameters(), lr=2e-4, betas=(0.5, 0.999))": (
                "optimizer_D_B = optimizer_D_A"
            ),
        },
        "",
        "equivalent",
    ),
    _fault(
        "two_pairs: one generator has its cycle only",
        {"loss_gan = criterion_gan(pred_b, torch.ones_like(pred_b)) + ": "loss_gan = "},
        "generator-updated no-discriminator-gradient",
        also=("generator-objective",),
    ),
    _fault(
        "info_shared: discriminator not zeroed",
        {"    optimizer_D.zero_grad()\n": ""},
        "fresh-gradients leaked",
    ),
    _fault(
        "info_apart: code loss only",
        {"loss_G = F.softplus(-score).mean() + loss_Q": "loss_G = loss_Q"},
        "generator-updated no-discriminator-gradient",
        also=("generator-objective", "complete-gradient"),
    ),
    _fault(
        "info_apart: trunk in the optimizer of the generator",
        {'{"params": netQ.parameters()}]': '{"params": netQ.parameters()}, {"params": netD.features.parameters()}]'},
        "separate-updates moved-by-the-other",
        # A module held by two optimizers is read as two nets, and the head that is left sees no data itself.
        also=("fresh-gradients", "fresh-data", "generator-objective"),
    ),
    _fault(
        "auxiliary: class loss only",
        {
            "0.5 * (adversarial_loss(validity, valid) + auxiliary_loss(pred_label, gen_labels))": (
                "0.5 * auxiliary_loss(pred_label, gen_labels)"
            )
        },
        "generator-updated no-discriminator-gradient",
        also=("generator-objective", "complete-gradient"),
    ),
    _fault(
        "auxiliary: classifier never learns",
        {
            "(adversarial_loss(real_pred, valid) + auxiliary_loss(real_aux, labels)) / 2": (
                "adversarial_loss(real_pred, valid) / 2"
            ),
            "(adversarial_loss(fake_pred, fake) + auxiliary_loss(fake_aux, gen_labels)) / 2": (
                "adversarial_loss(fake_pred, fake) / 2"
            ),
        },
        "complete-gradient cut",
    ),
    _fault(
        "bidirectional: codes cut from the graph",
        {"discriminator(x, encoder(x)), discriminator(gen": "discriminator(x, encoder(x).detach()), discriminator(gen"},
        "complete-gradient cut",
        also=("generator-updated",),
    ),
    _fault(
        "autoencoder: reconstruction only",
        {"g_loss = F.binary_cross_entropy(D(G(torch.randn(bs, latent))), torch.ones(bs, 1)) + gamma": "g_loss = gamma"},
        "generator-updated own-output",
        also=("generator-objective",),
    ),
    _fault(
        "autoencoder: leaked from the encoder",
        {
            "    optim_G.zero_grad()\n    g_loss.backward()\n    optim_G.step()\n": (
                "    g_loss.backward()\n    optim_G.step()\n    optim_G.zero_grad()\n"
            )
        },
        "fresh-gradients leaked",
    ),
    _fault(
        "paired_images: without the adversarial term",
        {"loss_G = loss_G_GAN + loss_G_L1": "loss_G = loss_G_L1"},
        "generator-updated own-output",
        also=("generator-objective",),
    ),
    _fault(
        "paired_images: discriminator frozen in its own step",
        {"set_requires_grad(netD, True)": "set_requires_grad(netD, False)"},
        "",
        "raises",
    ),
    _fault(
        "checkpointing: input detached",
        {"checkpoint(block, h,": "checkpoint(block, h.detach(),"},
        "complete-gradient cut",
    ),
    _fault(
        "checkpointing: reentrant",
        {"use_reentrant=False": "use_reentrant=True"},
        "",
        "equivalent",
    ),
    _fault(
        "mixed_precision: clipped before unscaling",
        {"    scaler_D.unscale_(optD)\n": ""},
        "loss-scaling unscaled",
    ),
    # By plain gradient descent: Adam would divide the scale out again, all but its epsilon.
    _fault(
        "accumulation: generator stepped with the scale in",
        {"scaler.step(opt_g)": "opt_g.step()"},
        "loss-scaling unscaled",
    ),
    _fault(
        "retain_graph: zeroed after the step",
        {
            "    G.zero_grad()\n    G_train_loss = ": "    G_train_loss = ",
            "    G_optimizer.step()\n": "    G_optimizer.step()\n    G.zero_grad()\n",
        },
        "fresh-gradients leaked",
    ),
    _fault(
        "retain_graph: weights stepped before backward",
        {
            "    D_train_loss.backward(retain_graph=True)\n": (
                "    on_fake = D(fake_for_G).squeeze()\n    D_train_loss.backward(retain_graph=True)\n"
            ),
            "criterion(D(fake_for_G).squeeze(), torch.ones(bs))": "criterion(on_fake, torch.ones(bs))",
        },
        "",
        "raises",
    ),
    _fault(
        "without_optimizer: discriminator not cleared",
        {"    sgd(G)\n    clear(D)\n": "    sgd(G)\n"},
        "fresh-gradients leaked",
    ),
    _fault(
        "module_dict: one optimizer for both players",
        {
            "optimizers = {name: torch.optim.Adam(net.parameters(), lr=5e-4, betas=(0.5, 0.9)) for name, net in "
            "nets.items()}": (
                "optimizers = dict.fromkeys(nets, torch.optim.Adam(nets.parameters(), lr=5e-4, betas=(0.5, 0.9)))"
            )
        },
        "separate-updates shared-optimizer",
        also=("order", "k", "opposite-signs", "discriminator-updated", "fresh-gradients", "fresh-noise"),
    ),
    _fault(
        "energy: generator not zeroed",
        {"    optimizer_G.zero_grad()\n": ""},
        "fresh-gradients accumulated",
    ),
    _fault(
        "schedulers: discriminator at rate 0",
        {"schedule(optim_g), schedule(optim_d)": "schedule(optim_g), LambdaLR(optim_d, lambda i: 0.0)"},
        "discriminator-updated not-moving",
    ),
    _fault(
        "losses_in_forward: fakes detached in the loss of the generator",
        {"-self.netD(self.generate_fake(n)).mean()": "-self.netD(self.generate_fake(n).detach()).mean()"},
        "generator-updated detached",
        also=("complete-gradient",),
    ),
    _fault(
        "coroutine: discriminator stays frozen",
        {"        d.requires_grad_(True)\n": ""},
        "",
        "raises",
    ),
)

_LOSS = (
    _fault(
        "data_parallel: label not changed for fakes",
        {"    label.fill_(0.0)\n": ""},
        "discriminator-objective same-target",
        family=2,
        also=("opposite-signs",),
    ),
    _fault(
        "compiled: wrong label for the generator",
        {
            "loss_g = loss_fn(discriminator(generator(torch.randn(64, 8))), torch.ones(64, 1))": (
                "loss_g = loss_fn(discriminator(generator(torch.randn(64, 8))), torch.zeros(64, 1))"
            )
        },
        "opposite-signs same-sign",
        family=2,
        also=("generator-objective",),
    ),
    _fault(
        "functional: one log left out",
        {"-(torch.log(D_real) + torch.log(1 - D_fake)).mean()": "-(torch.log(D_real) + (1 - D_fake)).mean()"},
        "discriminator-objective missing-log",
        family=2,
    ),
    _fault(
        "two_pairs: real data ignored by one discriminator",
        {
            "loss_d_b = 0.5 * (\n        criterion_gan(pred_real, torch.ones_like(pred_real)) + "
            "criterion_gan(pred_fake, torch.zeros_like(pred_fake))\n    )": (
                "loss_d_b = 0.5 * criterion_gan(pred_fake, torch.zeros_like(pred_fake))"
            )
        },
        "discriminator-objective real-ignored",
        family=2,
    ),
    _fault(
        "info_shared: unequal weights",
        {
            "(adversarial_loss(real_pred, valid) + adversarial_loss(fake_pred, fake)) / 2": (
                "adversarial_loss(real_pred, valid) / 2 + adversarial_loss(fake_pred, fake)"
            )
        },
        "discriminator-objective unequal-weights",
        family=2,
    ),
    _fault(
        "auxiliary: sigmoid twice",
        {"nn.BCELoss(), nn.CrossEntropyLoss()": "nn.BCEWithLogitsLoss(), nn.CrossEntropyLoss()"},
        "discriminator-objective double-sigmoid",
        family=2,
        also=("generator-objective",),
    ),
    _fault(
        "bidirectional: both pairs are called real",
        {
            "loss_d = loss_d + F.binary_cross_entropy_with_logits(fake_score, torch.zeros_like(fake_score))": (
                "loss_d = loss_d + F.binary_cross_entropy_with_logits(fake_score, torch.ones_like(fake_score))"
            )
        },
        "discriminator-objective same-target",
        family=2,
        also=("opposite-signs", "generator-objective"),
    ),
    _fault(
        "line_search: generator with the wrong label",
        {
            "loss_G = criterion(discriminator(generator(torch.randn(128, 4))), ones)": (
                "loss_G = criterion(discriminator(generator(torch.randn(128, 4))), zeros)"
            )
        },
        "opposite-signs same-sign",
        family=2,
        also=("generator-objective",),
    ),
    _fault(
        "without_optimizer: sign of the generator flipped",
        {"    sgd(G)\n": ("    for p in G.parameters():\n        p.data += lr * p.grad\n        p.grad = None\n")},
        "opposite-signs same-sign",
        family=2,
        also=("generator-objective",),
    ),
    _fault(
        "assigned_gradients: sign of the generator flipped",
        {"assign(theta_g, grad(v_g, theta_g), 1.0)": "assign(theta_g, grad(v_g, theta_g), -1.0)"},
        "opposite-signs same-sign",
        family=2,
        also=("generator-objective",),
    ),
    _fault(
        "energy: fakes ignored",
        {"energy(real).mean() + torch.clamp(margin - energy(fake), min=0).mean()": "energy(real).mean()"},
        "discriminator-objective fake-ignored",
        family=2,
    ),
    _fault(
        "losses_in_forward: fakes pulled like real data",
        {'"D_fake": torch.relu(1 + pred_fake)': '"D_fake": torch.relu(1 - pred_fake)'},
        "discriminator-objective same-target",
        family=2,
        also=("opposite-signs",),
    ),
    _fault(
        "penalty_in_module: norm over the minibatch axis",
        {"slope.norm(2, dim=1)": "slope.norm(2, dim=0)"},
        "gradient-penalty norm-axis",
        family=3,
    ),
    _fault(
        "penalty_in_module: norm over the whole minibatch",
        {"slope.norm(2, dim=1)": "slope.norm(2)"},
        "gradient-penalty norm-batch",
        family=3,
    ),
    _fault(
        "penalty_in_module: no graph",
        {", create_graph=True": ""},
        "gradient-penalty no-gradient",
        family=3,
        also=("lipschitz",),
    ),
    _fault(
        "penalty_in_module: a factor for each element",
        {"torch.rand(len(real), 1)": "torch.rand_like(real)"},
        "gradient-penalty interpolation-element",
        family=3,
    ),
    _fault(
        "penalty_in_module: one factor a minibatch",
        {"torch.rand(len(real), 1)": "torch.rand(1, 1)"},
        "gradient-penalty interpolation-batch",
        "departure",
        family=3,
    ),
    _fault(
        "penalty_in_module: left out",
        {" + self.penalty(real, fake)": ""},
        "lipschitz unconstrained",
        family=2,
    ),
    _fault(
        "spectral_norm: left out",
        {
            "    spectral_norm(nn.Linear(3, 32))": "    nn.Linear(3, 32)",
            "parametrizations.spectral_norm(nn.Linear(32, 32))": "nn.Linear(32, 32)",
            "parametrizations.spectral_norm(nn.Linear(32, 1))": "nn.Linear(32, 1)",
        },
        "lipschitz unconstrained",
        family=2,
    ),
)

_SCHEDULE_AND_SAMPLING = (
    _fault(
        "locals: noise shared by the players",
        {
            "fake = net_g(torch.randn(batch_size, z_dim)).detach()": (
                "z = torch.randn(batch_size, z_dim)\n        fake = net_g(z).detach()"
            ),
            "        fake = net_g(torch.randn(batch_size, z_dim))\n": "        fake = net_g(z)\n",
        },
        "fresh-noise shared",
        "departure",
        family=3,
    ),
    _fault(
        "trainer: noise drawn once",
        {
            "        return torch.randn(n, self.generator.latent_dim)": (
                '        if not hasattr(self, "z"):\n'
                "            self.z = torch.randn(n, self.generator.latent_dim)\n        return self.z"
            )
        },
        "fresh-noise drawn-once",
        family=3,
        also=("noise-law",),
    ),
    _fault(
        "functional: another prior in one step",
        {"D(X), D(G(sample_z()))": "D(X), D(G(torch.randn(MB, Z_DIM)))"},
        "noise-law differs",
        family=3,
    ),
    _fault(
        "conditional: other labels for fakes in the step of the discriminator",
        {"discriminator(gen_imgs, gen_labels)": "discriminator(gen_imgs, labels)"},
        "conditions mismatch",
        family=3,
    ),
    _fault(
        "conditional: other labels for fakes in the step of the generator",
        {"discriminator(generator(z, gen_labels), gen_labels)": "discriminator(generator(z, gen_labels), labels)"},
        "conditions mismatch",
        family=3,
    ),
    _fault(
        "conditional: one minibatch",
        {"rows = torch.randperm(2000)[:BATCH]": "rows = torch.arange(BATCH)"},
        "fresh-data one-minibatch",
        family=3,
    ),
    _fault(
        "conditional: seeded again and again",
        {"    z = torch.tensor(np": "    np.random.seed(SEED)\n    z = torch.tensor(np"},
        "fresh-noise drawn-once",
        family=3,
        also=("noise-law",),
    ),
    _fault(
        "bidirectional: other codes beside the fakes",
        {
            "discriminator(x, z_hat), discriminator(x_hat, z)": (
                "discriminator(x, z_hat), discriminator(x_hat, torch.randn(BATCH, Z))"
            )
        },
        "conditions mismatch",
        family=3,
    ),
    _fault(
        "paired_images: other conditions beside the fakes",
        {"torch.cat((real_A, fake_B.detach()), 1)": "torch.cat((real_A.flip(0), fake_B.detach()), 1)"},
        "conditions mismatch",
        family=3,
    ),
    _fault(
        "assigned_gradients: both at the old parameters",
        {
            "    opt_d.step()\n    values.append(v.item())\n": "    values.append(v.item())\n",
            "    opt_g.step()\n": "    opt_d.step()\n    opt_g.step()\n",
        },
        "order simultaneous",
        "departure",
        family=3,
    ),
    _fault(
        "patch: one vector for all rows",
        {
            "fake = net_g(torch.randn(BATCH, 12))": "fake = net_g(torch.randn(1, 12).expand(BATCH, 12))",
            "-net_d(net_g(torch.randn(BATCH, 12)))": "-net_d(net_g(torch.randn(1, 12).expand(BATCH, 12)))",
        },
        "noise-law broadcast",
        family=3,
    ),
    _fault(
        "patch: same order every epoch",
        {"torch.randperm(len(dataset))": "torch.arange(len(dataset))"},
        "fresh-data unshuffled",
        "departure",
        family=3,
    ),
    _fault(
        "loader: not shuffled",
        {"shuffle=True": "shuffle=False"},
        "fresh-data unshuffled",
        "departure",
        family=3,
    ),
)

_MODES_AND_DATA = (
    _fault(
        "data_parallel: discriminator in eval mode",
        {"criterion = nn.BCEWithLogitsLoss()\n": "criterion = nn.BCEWithLogitsLoss()\nnetD.eval()\n"},
        "modes eval-in-training",
        family=4,
        also=("batch-statistics",),
    ),
    _fault(
        "paired_images: dropout off",
        {"netG, netD = UnetGenerator(),": "netG, netD = UnetGenerator().eval(),"},
        "modes eval-in-training",
        family=4,
        also=("noise-law", "fresh-noise"),
    ),
    _fault(
        "inplace: data from 0 to 255",
        {".clamp_(-1, 1)": ".clamp_(-1, 1).mul_(127.5).add_(127.5)"},
        "data-range outside",
        family=4,
        also=("saturated",),
    ),
    _fault(
        "inplace: momentum given as eps",
        {"nn.BatchNorm2d(8),\n    nn.ReLU": "nn.BatchNorm2d(8, 0.8),\n    nn.ReLU"},
        "batch-statistics eps",
        family=4,
    ),
    _fault(
        "loader: samples drawn in train mode",
        {"    G.eval()\n": ""},
        "modes sampling-in-train",
        "departure",
        family=4,
        also=("batch-statistics",),
    ),
    _fault(
        "loader: never back in train mode",
        {"        samples = G(fixed_noise)\n    G.train()\n": "        samples = G(fixed_noise)\n"},
        "modes eval-in-training",
        family=4,
        also=("batch-statistics",),
    ),
    _fault(
        "coroutine: average without buffers",
        {"    for a, b in zip(average.buffers(), net.buffers(), strict=True):\n        a.copy_(b)\n": ""},
        "averaging buffers",
        family=4,
    ),
)

FAULTS = _WHO_IS_UPDATED + _LOSS + _SCHEDULE_AND_SAMPLING + _MODES_AND_DATA
