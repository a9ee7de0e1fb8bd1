"""The page of `gancheck instability`."""
