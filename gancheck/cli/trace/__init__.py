"""`gancheck trace`: what an unmodified training script really does."""
