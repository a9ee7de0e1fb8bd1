"""`pytest suites` verifies; the benchmarks run where they are asked for, by `pytest suites/benchmarks`."""

collect_ignore = ["benchmarks"]
