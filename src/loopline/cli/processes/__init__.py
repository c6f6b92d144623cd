"""Processes that a server starts beside itself.

May import: logs, model, runtime.
"""
