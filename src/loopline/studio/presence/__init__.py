"""Authors who have a journey open at the same time, and on which step each of them is. May import `access` alone."""
