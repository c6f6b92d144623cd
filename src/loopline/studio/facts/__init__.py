"""The facts as a file: whether they may be asked, and their rebuild. May import nothing of the studio."""
