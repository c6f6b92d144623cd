"""The team: what waits for a second person, and what operators are told. May import `access` and `documents`."""
