"""Choices of live journeys: what was learned, the daily look, the way back to chance. May import `access`."""
