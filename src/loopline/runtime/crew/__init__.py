"""A process a shard: what the parent and its workers tell each other, and what carries words from shard to shard.

May import: model, ports, runtime.engine, runtime.intake, runtime.shards, runtime.supervise, runtime.upkeep.
"""
