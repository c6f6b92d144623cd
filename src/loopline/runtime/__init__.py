"""Runs the loop.

May import: conditions, decisions, delivery, model, pipeline, ports, signals.
"""
