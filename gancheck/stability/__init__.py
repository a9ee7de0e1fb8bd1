"""Instability: exact oracles, what is measured while a GAN trains, and the rules that name what goes wrong."""
