"""The wait node: what it does, how it is explained (page.md), and examples of it.

May import: conditions, decisions.checks, decisions.context, decisions.nodes, decisions.published, decisions.transitions, decisions.wakeups, model.
"""
