"""The command line over a fake catalogue and fake targets, to be run as a program."""

import sys

from gancheck.cli import main
from gancheck.engine.sources import Sources

if __name__ == "__main__":
    sys.exit(main(sources=Sources("tests.engine.fakes.checks", "tests.engine.fakes.targets")))
