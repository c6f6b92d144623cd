"""Parts of the reader of conditions: its notes, and how windows are written.

May import: conditions, model.
"""
