"""Given these signals at these times, expect these messages.

May import: conditions, decisions, delivery, lab.virtual_time, model, pipeline.
"""
