"""Journeys that people enter again: all visits of a unit as one sum.

May import: learning.lift, learning.stats, model.
"""
