"""What to do next.

May import: conditions, model.
"""
