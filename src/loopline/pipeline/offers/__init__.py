"""Offers in the row of rooms: what a person does with her grants, and the keys that are neither people nor accounts.

May import: decisions, model, signals.
"""
