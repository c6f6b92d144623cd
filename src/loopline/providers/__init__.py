"""The providers that carry messages, one file each.

May import: conditions, delivery, model, pipeline, ports.
"""
