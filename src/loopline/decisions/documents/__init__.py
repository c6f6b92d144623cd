"""Documents read, checked and compared.

May import: conditions, decisions.checks, decisions.nodes, decisions.offers, decisions.publish,
decisions.published, decisions.triggers, model.
"""
