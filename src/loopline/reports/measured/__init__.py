"""Asks facts for the metrics of a journey, and for the pauses that its guardrails made.

May import: conditions, decisions, learning, model, ports, reports.comparisons, reports.journey, reports.outcomes,
reports.sandboxed, reports.why.
"""
