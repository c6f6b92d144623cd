"""Several shards: which keys are a shard's own, what it tells the others, and how that reaches their logs.

May import: decisions, model, pipeline, ports, runtime.engine, signals.
"""
