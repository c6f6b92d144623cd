"""The gate: consent, suppression, caps and quiet hours."""
