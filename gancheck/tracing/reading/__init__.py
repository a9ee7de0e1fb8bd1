"""What recorded numbers say: pure functions, no hooks."""
