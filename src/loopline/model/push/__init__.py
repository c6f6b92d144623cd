"""What a push is sent to.

May import: nothing of the house.
"""
