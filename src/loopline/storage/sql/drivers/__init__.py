"""How a file and a PostgreSQL schema are reached, each on its driver alone.

May import: model.
"""
