"""Facts and people in one DuckDB file, behind the port Facts. Imports model alone."""
