"""The loop: read `loop.py` first."""
