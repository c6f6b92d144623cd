"""Rows pulled from outside: databases, files and services of the web, guarded and in bounded pages.

May import: model, providers.guarded_network, providers.http_client.
"""
