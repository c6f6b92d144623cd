"""What a signal does to an address, and what a person and her addresses say to each other.

May import: model.
"""
