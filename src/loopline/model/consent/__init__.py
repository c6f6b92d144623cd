"""What is kept of a person's word about messages: the proof of it, and how often and how long they want none.

May import: model.channels, model.ids, model.nodes, model.signals.
"""
