"""The program as a process: what ends it, what it writes to, and what it lacks."""
