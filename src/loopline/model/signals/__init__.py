"""Signals by what they concern, and the header that all share; `model/signal.py` is the whole vocabulary.

May import: model.
"""
