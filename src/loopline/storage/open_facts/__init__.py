"""Facts as open files: Parquet by day beside the facts file, and SQL over it by a process of its own.

May import: model, ports.
"""
