"""Each metric of customers and messages as one query over facts, which every page asks.

May import: learning.queries.
"""
