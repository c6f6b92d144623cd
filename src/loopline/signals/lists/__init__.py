"""Lists that people and accounts are on: who joins, who leaves, and whose membership ends by itself.

May import: model.
"""
