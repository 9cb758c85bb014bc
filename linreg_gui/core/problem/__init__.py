"""The data and what there is to find in them. Here torch begins."""
