"""Short runs labelled by what became of them, and how well the rules name it."""
