"""Worlds in which accounts decide who enters journeys, and what must hold of them.

May import: decisions, lab.simulator.history, model, runtime.
"""
