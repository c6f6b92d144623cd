"""Catalogs: their items, taken in bulk and looked at. May import no other resource."""
