"""The SQL by which reports read facts."""
