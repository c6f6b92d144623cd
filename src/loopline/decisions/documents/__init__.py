"""Documents read, checked and compared.

May import: conditions, decisions.checks, decisions.nodes, decisions.published, model.
"""
