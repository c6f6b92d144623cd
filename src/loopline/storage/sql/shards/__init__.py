"""What shards tell each other, in their stores.

May import: model, storage.sql.
"""
