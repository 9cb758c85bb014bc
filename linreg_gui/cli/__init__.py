"""The front door: no command opens the window; the others work without a screen."""
