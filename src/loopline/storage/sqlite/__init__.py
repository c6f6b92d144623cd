"""The log, the state and the studio's own store in SQLite.

May import: model, storage.log_entries, storage.timer_heap, storage.transaction_rules.
"""
