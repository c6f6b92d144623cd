"""All shards as one, for everybody who reads: their records, their logs, what is set aside, and how far they are.

May import: model, pipeline, ports, runtime.engine.
"""
