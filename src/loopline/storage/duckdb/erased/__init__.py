"""People leave the facts: what they did stays counted, under a name that says nothing.

May import: model, storage.duckdb.
"""
