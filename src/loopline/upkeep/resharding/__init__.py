"""A record is spread over more shards than it was made with.

May import: model, ports, runtime, settings, storage, upkeep.
"""
