"""The benchmark: a seeded load posted to a server in a process of its own, measured from outside.

May import: model, decisions, runtime, signals, storage, studio.
"""
