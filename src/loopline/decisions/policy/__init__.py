"""The gate: consent, suppression, caps, quiet hours and the exits that hold.

May import: conditions, decisions.assign, decisions.capping, decisions.exits, decisions.narrate, decisions.narration,
decisions.published, model.
"""
