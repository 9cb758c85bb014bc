"""What the learner watches: one file a view, and what they share."""
