"""The history of benchmarks, as HTML."""
