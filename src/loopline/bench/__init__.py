"""The benchmark: a seeded load posted to a server in a process of its own, measured from outside.

May import: conditions, decisions, model, ports, providers, reports, runtime, settings, signals, storage, studio.
"""
