"""The log, the state and the studio's own store in SQLite."""
