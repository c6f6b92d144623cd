"""Journeys that begin: each way in, walked as far as it goes.

May import: decisions.context, decisions.entry, decisions.triggers, decisions.walk, model.
"""
