"""The parts that keep a data folder in order, put together: facts, their export and their rebuild.

May import: learning, model, ports, runtime, settings, storage, logs.
"""
