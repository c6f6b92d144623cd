"""Where operators' alarms go: our own guarded HTTP client, and every service that Apprise knows.

May import: model, providers.guarded_network, providers.http_client.
"""
