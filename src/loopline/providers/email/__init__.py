"""Providers that carry e-mail."""
