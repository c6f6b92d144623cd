"""Metrics of customers and messages: what each means, and the shape in which all are answered.

May import: model.
"""
