"""What a message needs on its way out: signed links, tracking, unsubscribe, retries, receipts, redaction.

May import: conditions, model.
"""
