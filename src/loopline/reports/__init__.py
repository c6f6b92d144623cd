"""Questions asked of the facts."""
