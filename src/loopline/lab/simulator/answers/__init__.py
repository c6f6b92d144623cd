"""Accounts that are asked what their members did: their answers are held to the facts.

May import: conditions, decisions, lab, model, runtime.
"""
