"""Templates: the parts of a message, the verdict on what the engine printed, and the formats of values.

May import: model.
"""
