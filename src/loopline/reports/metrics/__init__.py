"""Asks facts for metrics, each by its one query.

May import: conditions, decisions, learning, model, ports, reports.comparisons, reports.sandboxed.
"""
