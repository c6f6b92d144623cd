"""What ends by time alone, before any journey is asked: words that nobody confirmed, and grants.

May import: model, pipeline.offers, signals.
"""
