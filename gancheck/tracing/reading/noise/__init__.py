"""What the generator was fed: the law of its noise, and whether the rows are what independent draws would be."""

from gancheck.tracing.reading.noise.comparison import same_law
from gancheck.tracing.reading.noise.reading import NoiseReading, Part, read_noise

__all__ = ["NoiseReading", "Part", "read_noise", "same_law"]
