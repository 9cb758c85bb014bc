"""What the learner moves and presses."""
