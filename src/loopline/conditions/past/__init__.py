"""The part of a person's past that a call looks at.

May import: conditions, model.
"""
