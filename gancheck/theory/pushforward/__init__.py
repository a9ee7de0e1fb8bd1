"""Exact p_g: the law of a generator's output, from its weights."""

from gancheck.theory.pushforward.density import Pushforward
from gancheck.theory.pushforward.generators import pushforward
from gancheck.theory.pushforward.sandwich import Sandwich, sandwich

__all__ = ["Pushforward", "Sandwich", "pushforward", "sandwich"]
