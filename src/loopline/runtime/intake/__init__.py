"""How signals are taken in and written to the log."""
