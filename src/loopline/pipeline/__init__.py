"""The rooms in a row: one signal decided, one message attempted.

May import: decisions, delivery, model, signals.
"""
