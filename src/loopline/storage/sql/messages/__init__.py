"""Tables of the studio's store about messages that left, or are to leave.

May import: model, storage.sql.
"""
