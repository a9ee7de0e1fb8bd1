"""What a monitor saw, as HTML and for a terminal."""
