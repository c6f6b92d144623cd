"""Worlds in which accounts decide who enters journeys.

May import: model.
"""
