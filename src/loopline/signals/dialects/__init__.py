"""Protocols read into signals, one file a protocol."""
