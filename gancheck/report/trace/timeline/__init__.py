"""The traced iterations drawn: who was fed what, whose loss went backward, who was updated."""
