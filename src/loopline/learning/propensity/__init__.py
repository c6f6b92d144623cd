"""How likely people are to do something, or not to: features as of a moment, a model, and a card that says its worth.

May import: model.
"""
