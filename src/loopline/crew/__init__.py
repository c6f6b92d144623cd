"""A record of several shards, put together: the parent's app, and the worker that runs one of the other shards.

May import: app, decisions, delivery, logs, model, ports, runtime, settings, storage, studio, upkeep.
"""
