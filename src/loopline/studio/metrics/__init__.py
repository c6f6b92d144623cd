"""Metrics of customers and messages, cached. May import studio.access, studio.reports."""
