"""Reports of programmes and of everything: their draws, their scope, and what the facts say of them.

May import: conditions, decisions, learning, model, ports, reports.comparisons, reports.journey, reports.outcomes,
reports.sandboxed.
"""
