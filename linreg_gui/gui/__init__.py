"""Shows and asks; computes nothing. Nothing here imports torch."""
