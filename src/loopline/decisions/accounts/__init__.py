"""An account decides which of its members enters a journey.

May import: decisions.entry, decisions.narrate, decisions.narration, decisions.published, model.
"""
