"""The rules above all journeys. May import `access` and `documents`."""
