"""Worlds in which accounts decide who enters journeys.

May import: conditions, decisions.publish, lab.simulator.history, model, runtime.engine.
"""
