"""ctgan on a table of numbers alone: no conditions, no packing, five critic steps a generator step."""

import numpy as np
import pandas as pd
import torch
from ctgan import CTGAN

torch.manual_seed(0)
random = np.random.default_rng(0)
table = pd.DataFrame({"x": random.standard_normal(400), "y": random.random(400)})

ctgan = CTGAN(
    embedding_dim=16,
    generator_dim=(32, 32),
    discriminator_dim=(32, 32),
    batch_size=40,
    discriminator_steps=5,
    pac=1,
    epochs=1,
    enable_gpu=False,
)
ctgan.set_random_state(0)
ctgan.fit(table)
print(ctgan.sample(100).head())
