"""The providers that carry messages, one file each.

May import: delivery, model, pipeline, ports.
"""
