"""The engine outside time: the simulator, stories, dry runs and backtests."""
