"""The gate: consent, suppression, caps and quiet hours.

May import: conditions, decisions.narrate, decisions.published, model.
"""
