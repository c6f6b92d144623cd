"""The lift of a journey: strata, guards, decision rules, the verdict and its words.

May import: learning.factors, learning.stats, model.
"""
