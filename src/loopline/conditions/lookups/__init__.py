"""Look-ups compiled: which values they ask by, and which items a selection takes.

May import: conditions, model.
"""
