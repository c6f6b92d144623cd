"""Protocols read into signals, one file a protocol.

May import: model, signals.quality.
"""
