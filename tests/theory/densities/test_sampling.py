import torch

from gancheck.theory.densities.sampling import source


def test_a_given_generator_is_the_source() -> None:
    generator = torch.Generator()
    assert source(generator) is generator


def test_without_one_the_source_is_fresh_each_time_and_not_the_global_one() -> None:
    before = torch.get_rng_state()
    one, other = source(None), source(None)
    assert one is not torch.default_generator
    # Two seeds of the operating system agree by chance in one of 2^32 or fewer cases.
    assert one.initial_seed() != other.initial_seed()
    assert torch.equal(before, torch.get_rng_state())
