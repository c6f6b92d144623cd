"""The gate: consent, suppression, caps, quiet hours and the exits that hold.

May import: conditions, decisions.narrate, decisions.published, model.
"""
