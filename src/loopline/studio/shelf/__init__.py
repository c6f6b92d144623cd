"""The places of journeys in the list: folders, tags, and the archive. May import `access`."""
