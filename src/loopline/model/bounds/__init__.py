"""How much a person may hold, part by part.

May import: model.
"""
