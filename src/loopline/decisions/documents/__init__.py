"""Documents read, checked and compared.

May import: conditions, decisions.checks, decisions.nodes, decisions.publish, decisions.published,
decisions.triggers, model.
"""
