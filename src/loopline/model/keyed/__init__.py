"""What stands under keys of its own: the ledger of an offer and the shelves of its codes, beside everybody else.

May import: model.
"""
