"""Gradient descent on squared loss as what it is: affine maps."""
