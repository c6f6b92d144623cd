"""Entries that are limited, decided: the ledger of a journey's entries, and the pages of its queue.

May import: decisions.narration, decisions.published, model.
"""
