"""Operators and their sessions, in the studio's store.

May import: model, storage.sql.
"""
