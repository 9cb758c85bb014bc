"""What the learner watches: one file a view, and the style they share."""
