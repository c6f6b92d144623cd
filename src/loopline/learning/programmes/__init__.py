"""What a programme, or everything together, caused and what measuring it costs: figures and their sums.

May import: learning.comparisons, learning.lift, learning.stats.
"""
