"""Who is let into a journey whose entries are limited: the ledger of its entries, the pages of its queue, and an ask.

May import: model.
"""
