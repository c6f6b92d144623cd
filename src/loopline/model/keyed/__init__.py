"""The states that stand under keys: people, accounts, addresses, offers and shelves of codes.

May import: model.
"""
