"""The nouns: frozen values without I/O, clock or randomness.

May import: nothing of the house.
"""
