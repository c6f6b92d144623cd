"""Facts in DuckDB.

May import: learning, model.
"""
