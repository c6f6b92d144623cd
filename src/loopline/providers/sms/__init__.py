"""Providers that carry SMS.

May import: model, ports, providers.aws, providers.guarded_network, providers.http_client, providers.url.
"""
