"""Which comparisons a journey has made, where each begins and ends, its verdict, and the record of a decided one.

May import: learning.lift, learning.stats, model.
"""
