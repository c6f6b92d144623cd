"""What SMS asks for: numbers as networks know them, texts as they travel, and the words that people answer with.

May import: nothing of the house.
"""
