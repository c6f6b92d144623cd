"""In-app messages, by the people they are for.

May import: pipeline, storage.sql.
"""
