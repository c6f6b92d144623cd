"""Given these signals at these times, expect these messages.

May import: decisions, lab.virtual_time, model, pipeline.
"""
