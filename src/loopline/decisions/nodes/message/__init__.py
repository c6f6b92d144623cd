"""The message node: what it does, how it is explained (page.md), and examples of it.

May import: decisions.checks, decisions.context, decisions.enroll, decisions.nodes, decisions.policy, decisions.published, decisions.transitions, model.
"""
