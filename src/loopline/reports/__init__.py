"""Questions to the facts: a journey's report, lift by group, why a person got a message, what changed of them.

May import: conditions, decisions, learning, model, ports.
"""
