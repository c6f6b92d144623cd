"""Dry runs and backtests of drafts."""
