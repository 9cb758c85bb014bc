"""Training as it is told: runs, pace, questions, and what goes out."""
