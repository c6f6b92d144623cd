"""Accounts and their members, kept together: what an account is asked, and what it has to be told of a member.

May import: decisions, model, signals.
"""
