"""The log, the state and the studio's own store in SQL, on SQLite files or in a PostgreSQL database.

May import: model, pipeline, storage.key_order, storage.log_entries, storage.timer_heap, storage.transaction_rules.
"""
