"""Groups of journeys and held messages in a simulated world: how they are drawn.

May import: nothing of the house.
"""
