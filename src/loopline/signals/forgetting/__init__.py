"""A person is forgotten: what leaves her record, and who is told.

May import: model, signals.
"""
