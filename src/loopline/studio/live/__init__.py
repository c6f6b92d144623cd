"""The live feed: counts, sampled signals and changed journeys as a stream. May import `access` alone."""
