"""Journeys that the API asks for: one person, or many, with data. May import `access` and `send`."""
