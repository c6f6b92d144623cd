"""What a check of a document says, and how values are held to their kinds.

May import: conditions, decisions.triggers, model.
"""
