"""A server that waits until another one has ended, and takes its place.

May import: api, logs, model, storage.
"""
