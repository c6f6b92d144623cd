"""Worlds in which memberships of lists end, and accounts are on lists.

May import: lab, model.
"""
