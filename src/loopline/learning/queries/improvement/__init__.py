"""The SQL by which those who improve journeys read facts.

May import: nothing of the house.
"""
