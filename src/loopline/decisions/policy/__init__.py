"""The gate: consent, suppression, caps and quiet hours.

May import: decisions.published, model.
"""
