"""Messages as signed HTTP calls.

May import: delivery, model, ports, providers.guarded_network, providers.url.
"""
