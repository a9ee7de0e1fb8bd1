"""ctgan's README on a small synthetic table: fit, then sample."""

import numpy as np
import pandas as pd
import torch
from ctgan import CTGAN

torch.manual_seed(0)
random = np.random.default_rng(0)
kind = random.choice(["a", "b", "c"], size=400, p=[0.5, 0.3, 0.2])
table = pd.DataFrame(
    {
        "kind": kind,
        "owner": random.choice(["yes", "no"], size=400),
        "amount": random.standard_normal(400) + 3 * (kind == "a"),
    }
)

ctgan = CTGAN(
    embedding_dim=16, generator_dim=(32, 32), discriminator_dim=(32, 32), batch_size=40, epochs=4, enable_gpu=False
)
ctgan.set_random_state(0)
ctgan.fit(table, ["kind", "owner"])
print(ctgan.sample(100).head())
