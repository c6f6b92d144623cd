"""Providers that carry e-mail.

May import: delivery, model, ports, providers.http_client, providers.url.
"""
