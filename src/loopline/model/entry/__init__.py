"""Ways into a journey, as its document has them.

May import: model.channels, model.choices, model.errors, model.history.
"""
