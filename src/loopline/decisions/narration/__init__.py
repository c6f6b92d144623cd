"""The words of facts that have a page of their own.

May import: decisions.fact_values, model.
"""
