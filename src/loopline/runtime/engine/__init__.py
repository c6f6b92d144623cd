"""The loop: read `loop.py` first.

May import: decisions, model, pipeline, ports, runtime.supervise, signals.
"""
