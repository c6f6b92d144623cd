"""The SQL by which reports read facts.

May import: nothing of the house.
"""
