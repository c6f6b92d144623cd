"""Previews of a draft: dry runs and backtests. May import `messages`."""
