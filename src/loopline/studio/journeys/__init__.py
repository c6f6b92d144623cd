"""Journeys listed and opened."""
