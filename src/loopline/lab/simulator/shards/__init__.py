"""Worlds on several shards, each held to what one shard makes of the same.

May import: decisions, lab.simulator, lab.virtual_time, model, ports, runtime, signals.
"""
