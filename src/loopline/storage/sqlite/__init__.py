"""The log, the state and the studio's own store in SQLite.

May import: model, storage.log_entries, storage.step_rules, storage.timer_heap.
"""
