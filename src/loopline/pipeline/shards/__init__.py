"""What shards tell each other.

May import: model.
"""
