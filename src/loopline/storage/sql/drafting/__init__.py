"""Journeys that are being drawn, by one author or several.

May import: model, storage.sql.
"""
