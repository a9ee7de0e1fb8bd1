"""The corpus: right training loops as people write them, and the faults seeded into them."""
