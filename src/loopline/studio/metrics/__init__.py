"""Metrics of customers and messages, cached. May import `access` and `reports`."""
