"""Ways into journeys, by what they depend on.

May import: conditions, model.
"""
