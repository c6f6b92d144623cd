"""What is worth improving: ideas that are born from what the figures say, and the rules by which they are.

May import: learning.lift, model.
"""
