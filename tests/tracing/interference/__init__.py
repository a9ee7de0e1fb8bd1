"""A run with and without somebody watching, compared bit for bit."""
