"""Offers decided: the ledger of an offer and the shelves of its codes, and what a person asks of them.

May import: conditions, model.
"""
