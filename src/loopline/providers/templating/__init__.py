"""The engine that renders templates.

May import: delivery, model.
"""
