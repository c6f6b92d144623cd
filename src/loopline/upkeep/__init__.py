"""The parts that keep a data folder in order, put together: facts, their export and rebuild, alarms.

May import: api, learning, logs, model, ports, providers, runtime, settings, storage, studio.
"""
