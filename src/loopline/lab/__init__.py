"""The engine outside real time: the simulator, stories, dry runs, backtests. Imports runtime and below, no studio."""
