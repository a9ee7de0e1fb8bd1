"""Right loops of another kind than they say: seen only where the loop's own `objective` and `k` are the claim."""

from tests.tracing.corpus.fault import Fault

_OBJECTIVE, _K = "claimed-objective", "k"

FAULTS = (
    Fault(
        "numpy-minimax-is-non-saturating",
        "numpy_noise",
        (("G_loss = torch.mean(torch.log(1.0 - prob_artist1))", "G_loss = -torch.mean(torch.log(prob_artist1))"),),
        _OBJECTIVE,
        "other",
        "violation",
        2,
    ),
    Fault(
        "frozen-d-least-squares-is-cross-entropy",
        "frozen_discriminator",
        (("self.loss = nn.MSELoss()", "self.loss = nn.BCEWithLogitsLoss()"),),
        _OBJECTIVE,
        "other",
        "violation",
        2,
    ),
    Fault(
        "hinge-is-wasserstein",
        "hinge_spectral",
        (
            ("loss_real = F.relu(1.0 - D(real)).mean()", "loss_real = -D(real).mean()"),
            ("loss_fake = F.relu(1.0 + D(fake)).mean()", "loss_fake = D(fake).mean()"),
        ),
        _OBJECTIVE,
        "other",
        "violation",
        2,
    ),
    Fault(
        "wgan-k-ignored",
        "wgan_clip",
        (("for _ in range(n_critic):", "for _ in range(1):"),),
        _K,
        "other",
        "violation",
        3,
    ),
    Fault(
        "wgan-gp-k-off-by-one",
        "wgan_gp",
        (("for _ in range(critic_iterations):", "for _ in range(1, critic_iterations):"),),
        _K,
        "other",
        "violation",
        3,
    ),
    Fault(
        # The option is there, and another name is read.
        "trainer-k-shadowed",
        "trainer",
        (
            (
                "            for _ in range(self.options.d_steps):\n",
                "            for _ in range(getattr(self, 'd_steps', 1)):\n",
            ),
        ),
        _K,
        "other",
        "violation",
        3,
    ),
)
