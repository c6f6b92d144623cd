"""In-app messages: the inbox of our own.

May import: model, pipeline, ports, providers.url.
"""
