"""Accounts: companies whose members are people, and what each decides for its members.

May import: model.entry, model.history, model.person.
"""
