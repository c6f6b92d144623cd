"""The languages that people read: tags, and which of the offered texts a person gets.

May import: nothing of the house.
"""
