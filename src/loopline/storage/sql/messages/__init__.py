"""Tables of the studio's store about messages that left.

May import: storage.sql.
"""
