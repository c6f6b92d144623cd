"""Where the record is kept.

May import: model.
"""
