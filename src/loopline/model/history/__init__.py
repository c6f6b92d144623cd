"""The form in which a person remembers events.

Imports nothing of the house.
"""
