"""Offers: their documents, the grant that a person holds, the ledger of an offer and the shelves of its codes.

May import: model.
"""
