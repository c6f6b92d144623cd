"""Offers at their publish: approved where they need it, and opened with the secret of their codes.

May import: decisions, model, ports, runtime.engine.
"""
