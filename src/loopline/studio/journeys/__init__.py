"""The list of journeys, and one journey while it is live. May import `documents` and `people`."""
