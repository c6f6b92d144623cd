"""Given these signals at these times, expect these messages."""
