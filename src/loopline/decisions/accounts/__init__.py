"""An account decides which of its members enters a journey.

May import: conditions, decisions, model.
"""
