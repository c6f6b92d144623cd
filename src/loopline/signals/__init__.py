"""Bytes of any protocol become signals, and signals change what is known of a person.

May import: conditions, model.
"""
