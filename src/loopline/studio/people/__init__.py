"""People: found, shown and explained, and what is done for them. May import `access`, `entries` and `send`."""
