"""Providers that carry e-mail.

May import: delivery, model, ports, providers.attached, providers.aws, providers.http_client, providers.posted_form,
providers.url.
"""
