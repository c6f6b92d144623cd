"""Draws one of several options by a policy: the law of the draw, the draw itself, and its sentence.

May import: conditions, model.
"""
