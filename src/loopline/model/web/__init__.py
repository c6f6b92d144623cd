"""Addresses of the web, as an operator writes them.

May import: nothing of the house.
"""
