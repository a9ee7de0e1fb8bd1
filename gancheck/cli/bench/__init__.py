"""`gancheck bench`: the table, the gate, and the history."""
