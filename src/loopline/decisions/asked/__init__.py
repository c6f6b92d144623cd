"""Entries that are asked for of one person, by the API or by her account.

May import: decisions.begin, decisions.context, decisions.entry, decisions.published, decisions.react, model.
"""
