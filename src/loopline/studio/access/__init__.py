"""Signing in, sessions and keys, and the author of a change. May import nothing else of `studio`."""
