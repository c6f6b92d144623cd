"""The log as a file: where it begins, and its trimming. May import nothing of the studio."""
