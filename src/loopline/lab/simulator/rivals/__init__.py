"""Journeys of one group in a simulated world, and messages that are held for better ones: which goes first.

May import: lab.simulator, model.
"""
