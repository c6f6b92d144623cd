"""The choose node: what it does, how it is explained (page.md), and examples of it.

May import: conditions, decisions, model.
"""
