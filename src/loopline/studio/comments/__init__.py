"""Comments on journeys, in threads beside the draft. May import `access` and `team`."""
