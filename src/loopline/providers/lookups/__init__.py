"""What messages look up, asked of the catalogs' store and of feeds over HTTP.

May import: conditions, delivery, model, providers.http_client.
"""
