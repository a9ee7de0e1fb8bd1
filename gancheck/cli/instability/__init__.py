"""`gancheck instability`: how well the rules name what goes wrong."""
