"""Providers that carry e-mail.

May import: delivery, model, ports, providers.url.
"""
