"""From intent to message."""
