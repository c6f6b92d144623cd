"""How signals are taken in and written to the log.

May import: decisions, model, pipeline, ports, signals.
"""
