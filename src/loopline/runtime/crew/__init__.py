"""A process a shard: what the parent and its workers tell each other, and what carries words from shard to shard.

May import: decisions, model, pipeline, ports, runtime.child, runtime.engine, runtime.intake, runtime.shards,
runtime.supervise, runtime.upkeep, signals.
"""
