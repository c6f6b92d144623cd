"""Trained models, in the studio's store: numbers that scoring reads.

May import: storage.sql.
"""
