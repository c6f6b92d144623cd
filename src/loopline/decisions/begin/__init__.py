"""Journeys that begin: each way in, walked as far as it goes.

May import: decisions.context, decisions.entry, decisions.published, decisions.triggers, decisions.walk, model.
"""
