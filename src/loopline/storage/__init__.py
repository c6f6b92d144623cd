"""The stores: SQLite, DuckDB and memory, each behind a port. Imports ports and model, no room and no runtime."""
