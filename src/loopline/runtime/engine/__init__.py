"""The loop: read `loop.py` first.

May import: decisions, model, pipeline, ports, runtime.clock, runtime.supervise, signals.
"""
