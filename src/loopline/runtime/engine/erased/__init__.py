"""What the loop holds of people who were forgotten.

May import: decisions, model, pipeline, signals.
"""
