"""Rows of a file as signals: which column is which field, what a cell means, why a row is refused.

Pure. May import `signals.content`, `signals.lists`, `signals.quality`, `signals.timestamps` and `model`.
"""
