"""The engine that renders templates, and the processes in which it does.

May import: delivery, model.
"""
