"""A person handed over to another journey by one that waits for its end.

May import: model.
"""
