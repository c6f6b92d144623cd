"""The rule that gives the verdicts, held to a tenant's own past in which nothing was caused.

May import: learning.comparisons, learning.lift, learning.stats, model.
"""
