"""Lightning's page on manual optimization: one batch of fakes for both players, the discriminator first."""

import pytorch_lightning as pl
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

pl.seed_everything(0)


class SimpleGAN(pl.LightningModule):
    def __init__(self):
        super().__init__()
        self.automatic_optimization = False
        self.G = nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 2))
        self.D = nn.Sequential(nn.Linear(2, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1), nn.Sigmoid())
        self.criterion = nn.BCELoss()

    def sample_z(self, n):
        return torch.randn(n, 8, device=self.device)

    def training_step(self, batch, batch_idx):
        g_opt, d_opt = self.optimizers()
        (X,) = batch
        real_label = torch.ones((len(X), 1), device=self.device)
        fake_label = torch.zeros((len(X), 1), device=self.device)
        g_X = self.G(self.sample_z(len(X)))

        errD = self.criterion(self.D(X), real_label) + self.criterion(self.D(g_X.detach()), fake_label)
        d_opt.zero_grad()
        self.manual_backward(errD)
        d_opt.step()

        errG = self.criterion(self.D(g_X), real_label)
        g_opt.zero_grad()
        self.manual_backward(errG)
        g_opt.step()
        self.log_dict({"g_loss": errG, "d_loss": errD})

    def configure_optimizers(self):
        g_opt = torch.optim.Adam(self.G.parameters(), lr=1e-3)
        d_opt = torch.optim.Adam(self.D.parameters(), lr=1e-3)
        return g_opt, d_opt


data = 0.3 * torch.randn(320, 2) + torch.tensor([0.5, -0.5])
trainer = pl.Trainer(
    accelerator="cpu",
    max_epochs=4,
    logger=False,
    enable_checkpointing=False,
    enable_progress_bar=False,
    enable_model_summary=False,
)
trainer.fit(SimpleGAN(), DataLoader(TensorDataset(data), batch_size=32, shuffle=True))
