"""A record whose shards are run by several processes, on as many machines: those that decide, and those that do not.

May import: app, crew, decisions, delivery, logs, model, ports, runtime, settings, storage, studio, upkeep.
"""
