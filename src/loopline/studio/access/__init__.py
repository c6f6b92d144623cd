"""Operators, sessions and keys."""
