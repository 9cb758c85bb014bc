"""The trainers that make one update after the other, and the contract of all trainers."""
