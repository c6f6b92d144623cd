"""Questions to the facts for those who improve journeys: what steps lose, what a week came to, what overlaps.

May import: decisions, learning, model, ports.
"""
