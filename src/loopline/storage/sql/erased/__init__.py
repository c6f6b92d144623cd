"""What leaves the stores when a person is forgotten, and the list of those who are to be.

May import: model, storage.sql.
"""
