"""Messages as signed HTTP calls.

May import: delivery, model, ports, providers.http_client, providers.url.
"""
