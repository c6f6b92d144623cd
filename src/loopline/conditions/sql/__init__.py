"""A condition as DuckDB SQL: its truth, its values, its counts of messages.

May import: conditions, model.
"""
