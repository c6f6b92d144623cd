"""Segments: written, counted, used."""
