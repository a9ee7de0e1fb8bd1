"""Running somebody's script in a process of its own, watched. The process that starts it imports no torch."""
