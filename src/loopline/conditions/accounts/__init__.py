"""What accounts are asked by all conditions that are published together.

May import: conditions, model.
"""
