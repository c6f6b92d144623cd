"""Exit rules as they are asked: those of a journey, and those of the workspace by the journeys that they end.

May import: conditions, model.
"""
