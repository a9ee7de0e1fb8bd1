"""Where the rows of a batch came from: hashes, covers by earlier batches, and correlation where the content changed."""

from gancheck.tracing.reading.provenance.correlation import correlated
from gancheck.tracing.reading.provenance.cover import Cover, Piece, cover
from gancheck.tracing.reading.provenance.library import Library
from gancheck.tracing.reading.provenance.rows import hash_rows

__all__ = ["Cover", "Library", "Piece", "correlated", "cover", "hash_rows"]
