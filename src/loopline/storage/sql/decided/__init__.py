"""Verdicts that stand, in the studio's store: they outlive any rebuild of the facts.

May import: storage.sql.
"""
