"""Frequency caps as they are asked, and the arm of a cap that tries several limits.

May import: model.
"""
