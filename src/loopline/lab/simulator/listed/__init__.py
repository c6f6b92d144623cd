"""Worlds in which memberships of lists end, and accounts are on lists; held to what was said.

May import: conditions, decisions, lab, model, runtime.
"""
