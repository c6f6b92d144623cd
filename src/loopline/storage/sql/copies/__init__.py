"""Copies of stores: a whole one to a file, and tables from one database to another, page by page.

May import: model, storage.sql.
"""
