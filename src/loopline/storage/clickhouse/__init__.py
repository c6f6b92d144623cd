"""Facts in ClickHouse.

May import: learning, model, storage.duckdb.
"""
