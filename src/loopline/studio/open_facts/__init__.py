"""Facts for others: SQL over them, and their files. May import `access`."""
