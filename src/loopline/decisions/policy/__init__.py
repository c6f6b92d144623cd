"""The gate: consent, suppression, caps and quiet hours.

May import: decisions.narrate, decisions.published, model.
"""
