"""What a trace says to a reader: text, and one HTML page. Imports no torch."""
