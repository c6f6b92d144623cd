"""The engine outside time: the simulator, stories, dry runs and backtests.

May import: conditions, decisions, delivery, model, pipeline, ports, reports, runtime, signals.
"""
