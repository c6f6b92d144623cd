"""Facts in DuckDB."""
