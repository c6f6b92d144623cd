"""Intervals and moments: the mathematics that every comparison shares.

May import: model.
"""
