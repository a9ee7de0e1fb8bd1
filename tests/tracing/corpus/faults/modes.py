"""Modes, normalisation, ranges, initialisation, averages, and numbers that are none."""

from tests.tracing.corpus.fault import Fault

_MODES, _STATISTICS = "modes", "batch-statistics"

FAULTS = (
    Fault(
        "lsgan-data-not-squashed",
        "lsgan",
        (("TensorDataset(torch.tanh(coefficients @ patterns * 0.4))", "TensorDataset(coefficients @ patterns * 2.0)"),),
        "data-range",
        "outside",
        "violation",
        4,
    ),
    Fault(
        "logs-data-below-zero",
        "logs_by_hand",
        (("X_train = torch.sigmoid(", "X_train = torch.tanh("),),
        "data-range",
        "outside",
        "violation",
        4,
    ),
    Fault(
        "pytorch-gan-data-of-bytes",
        "pytorch_gan",
        (("+ 0.1 * torch.rand(320, 1, 8, 8)\n", "+ 0.1 * torch.rand(320, 1, 8, 8)\nimages = 127.5 * (images + 1)\n"),),
        "data-range",
        "outside",
        "violation",
        4,
        frozenset({"saturated"}),
    ),
    Fault(
        # eval for the samples, and never back.
        "dropout-eval-stays",
        "dropout",
        (
            ("    generator.train()\n    discriminator.train()\n\n", ""),
            ("        generator.train()\n        print", "        print"),
        ),
        _MODES,
        "eval-in-training",
        "violation",
        4,
        frozenset({_STATISTICS}),
    ),
    Fault(
        "uniform-eval-stays",
        "uniform_noise",
        (("    generator.train()\n", ""),),
        _MODES,
        "eval-in-training",
        "violation",
        4,
        frozenset({_STATISTICS}),
    ),
    Fault(
        "dropout-discriminator-in-eval",
        "dropout",
        (("    discriminator.train()\n", "    discriminator.eval()\n"),),
        _MODES,
        "eval-in-training",
        "violation",
        4,
    ),
    Fault(
        "dropout-generator-differs",
        "dropout",
        (
            (
                "    generated_samples = generator(torch.randn(batch_size, noise_dim)).detach()\n",
                "    generator.eval()\n"
                "    generated_samples = generator(torch.randn(batch_size, noise_dim)).detach()\n"
                "    generator.train()\n",
            ),
        ),
        _MODES,
        "differs",
        "violation",
        4,
    ),
    Fault(
        # Dropout in the generator is on when samples are drawn.
        "dropout-sampled-in-train",
        "dropout",
        (
            ("nn.BatchNorm1d(32), nn.ReLU()", "nn.ReLU(), nn.Dropout(0.2)"),
            ("        generator.eval()\n", ""),
        ),
        _MODES,
        "sampling-in-train",
        "departure",
        4,
    ),
    Fault(
        "uniform-sampling-moves-statistics",
        "uniform_noise",
        (("    generator.eval()\n", ""),),
        _MODES,
        "sampling-moves-statistics",
        "departure",
        4,
    ),
    Fault(
        "one-call-batch-norm-mixes",
        "one_call",
        (
            (
                "nn.Linear(2, 32), nn.ReLU(), nn.Linear(32, 16)",
                "nn.Linear(2, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Linear(32, 16)",
            ),
        ),
        _STATISTICS,
        "mixed",
        "departure",
        4,
    ),
    Fault(
        "dcgan-16-batch-norm-mixes",
        "dcgan_16",
        (
            (
                "0.5 * (bce(discriminator(load_batch()), is_real) + bce(discriminator(fakes.detach()), is_fake))",
                "bce(discriminator(torch.cat([load_batch(), fakes.detach()])), torch.cat([is_real, is_fake]))",
            ),
        ),
        _STATISTICS,
        "mixed",
        "departure",
        4,
    ),
    Fault(
        # The second argument is eps.
        "pytorch-gan-eps",
        "pytorch_gan",
        (("nn.BatchNorm1d(out_feat)", "nn.BatchNorm1d(out_feat, 0.8)"),),
        _STATISTICS,
        "eps",
        "violation",
        4,
    ),
    Fault(
        "lsgan-eps", "lsgan", (("nn.BatchNorm1d(32)", "nn.BatchNorm1d(32, 0.8)"),), _STATISTICS, "eps", "violation", 4
    ),
    Fault(
        "dropout-statistics-frozen",
        "dropout",
        (("nn.BatchNorm1d(32)", "nn.BatchNorm1d(32, momentum=0.0)"),),
        _STATISTICS,
        "frozen",
        "violation",
        4,
    ),
    Fault(
        "lsgan-statistics-frozen",
        "lsgan",
        (("nn.BatchNorm1d(32)", "nn.BatchNorm1d(32, momentum=0)"),),
        _STATISTICS,
        "frozen",
        "violation",
        4,
    ),
    Fault(
        "ring-generator-constant",
        "ring_bce",
        (
            (
                "    D = mlp([2, 32, 32, 1], nn.Sigmoid())\n",
                "    nn.init.zeros_(G[-1].weight)\n    D = mlp([2, 32, 32, 1], nn.Sigmoid())\n",
            ),
        ),
        "initialisation",
        "constant",
        "violation",
        4,
    ),
    Fault(
        "boundary-generator-constant",
        "boundary_seeking",
        (
            (
                "\n\ndef boundary_seeking_loss",
                "\nfor layer in (generator[0], generator[2]):\n"
                "    nn.init.constant_(layer.weight, 0.0)\n\n\n"
                "def boundary_seeking_loss",
            ),
        ),
        "initialisation",
        "constant",
        "violation",
        4,
        frozenset({"complete-gradient", "generator-updated"}),
    ),
    Fault(
        # Batch-norm scales drawn like weights.
        "dcgan-scales-near-zero",
        "dcgan",
        (("nn.init.normal_(m.weight.data, 1.0, 0.02)", "nn.init.normal_(m.weight.data, 0.0, 0.02)"),),
        "initialisation",
        "constant",
        "note",
        4,
    ),
    Fault(
        "averaged-without-buffers",
        "averaged",
        (
            (
                "    for b_average, b in zip(average.buffers(), model.buffers(), strict=True):\n"
                "        b_average.copy_(b)\n",
                "",
            ),
        ),
        "averaging",
        "buffers",
        "violation",
        4,
    ),
    Fault(
        # The norm's slope at zero: a critic that starts flat.
        "wgan-low-root-of-zero",
        "wgan_gp_low_on_real",
        (("\n\ndef penalty", "\nnn.init.zeros_(netD[-1].weight)\n\n\ndef penalty"),),
        "finite",
        "non-finite",
        "violation",
        6,
        frozenset({"gradient-penalty", "lipschitz", "discriminator-objective", "generator-objective", "opposite-signs"})
        | {"generator-updated", "discriminator-updated", "saturated", "fresh-gradients"},
    ),
    Fault(
        "fgan-kl-overflows",
        "fgan_kl",
        (("opt_v = torch.optim.Adam(V.parameters(), lr=5e-4)", "opt_v = torch.optim.Adam(V.parameters(), lr=50.0)"),),
        "finite",
        "non-finite",
        "violation",
        6,
        frozenset({"discriminator-objective", "generator-objective", "opposite-signs", "generator-updated"})
        | {"discriminator-updated", "saturated", "fresh-gradients"},
    ),
    Fault(
        "logs-of-zero",
        "logs_by_hand",
        (("D_solver = optim.Adam(D.parameters(), lr=lr)", "D_solver = optim.Adam(D.parameters(), lr=1.0)"),),
        "finite",
        "non-finite",
        "violation",
        6,
        frozenset({"discriminator-objective", "generator-objective", "opposite-signs", "generator-updated"})
        | {"discriminator-updated", "saturated", "fresh-gradients"},
    ),
    Fault(
        "numpy-generator-vanishes",
        "numpy_noise",
        (("opt_D = torch.optim.Adam(D.parameters(), lr=1e-4)", "opt_D = torch.optim.Adam(D.parameters(), lr=5e-2)"),),
        "saturated",
        "vanishing",
        "note",
        6,
    ),
)
