"""Offers: their documents, the grant that a person holds, and why somebody gets none.

May import: model.
"""
