"""What happened and what is answered: immutable values that cross threads. NumPy, but no torch."""
