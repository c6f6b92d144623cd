"""Asks facts for what a plan is made of: people a week, base rate, value a person.

May import: decisions, learning, model, ports, reports.comparisons, reports.outcomes, reports.sandboxed.
"""
