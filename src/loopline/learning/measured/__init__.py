"""The metrics of a journey beside its goal: how they are judged, and when a guardrail is broken.

May import: learning.comparisons, learning.lift, learning.stats, model.
"""
