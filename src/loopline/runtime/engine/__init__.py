"""The loop with its cache, its transactions and its thread: read `loop.py` first. Imports ports and the pure rooms."""
