"""The condition language: parse, check, evaluate, explain, translate to SQL, find the next change by time.

May import: model.
"""
