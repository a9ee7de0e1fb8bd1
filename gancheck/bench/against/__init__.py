"""The gate: two revisions of a tree, run side by side, and whether the new one is slower."""
