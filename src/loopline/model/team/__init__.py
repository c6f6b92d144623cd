"""Rules about who works here.

May import: model.
"""
