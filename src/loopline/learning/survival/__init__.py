"""How long it takes until something happens, where for some it has not happened yet.

May import: nothing of the house.
"""
