"""How the window looks, speaks and sounds."""
