"""`python -m gancheck`."""

import sys

from gancheck.cli import main

if __name__ == "__main__":
    sys.exit(main())
