"""Ways into a journey, as its document has them.

May import: model.choices, model.errors, model.history.
"""
