"""Memberships of lists, and the triggers of accounts, held to what was said.

May import: conditions, lab, model, runtime.
"""
