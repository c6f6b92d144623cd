"""The items of catalogs, and the index that selections find them by.

May import: model, storage.sql.
"""
