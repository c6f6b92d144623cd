"""Catalogs: their items, taken in bulk and looked at."""
