"""Journeys whose entries are limited: the ledger of their entries, the pages of a queue, and what a person asks.

May import: model.
"""
