"""Providers that carry push messages to phones and browsers.

May import: model, ports, providers.guarded_network, providers.http_client, providers.http_connections, providers.url.
"""
