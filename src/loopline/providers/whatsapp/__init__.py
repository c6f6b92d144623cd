"""WhatsApp by Meta's Cloud API: approved templates, free words to whoever wrote within a day, and what comes back.

May import: model, ports, providers.http_client, providers.sms, providers.url.
"""
