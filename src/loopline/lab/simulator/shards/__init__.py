"""Worlds on several shards, each held to what one shard makes of the same.

May import: decisions.narration, lab.simulator, lab.virtual_time, model, pipeline, ports, runtime.
"""
