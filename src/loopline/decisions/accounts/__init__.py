"""An account decides which of its members enters a journey.

May import: conditions, decisions.entry, decisions.fact_values, decisions.narrate, decisions.published,
decisions.triggers, model.
"""
