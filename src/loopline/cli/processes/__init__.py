"""Processes that a server starts beside itself.

May import: cli.tuning, crew, logs, model, runtime, settings, storage.
"""
