"""Documents read, checked and compared."""
