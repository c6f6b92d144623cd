"""Facts in DuckDB.

May import: model.
"""
