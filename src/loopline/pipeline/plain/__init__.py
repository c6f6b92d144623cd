"""The short way of an event of which nothing is told but that it happened.

May import: decisions, delivery, model, pipeline.asking, signals.
"""
