"""The team: what waits for a second person, what operators are told. May import `access`, `broadcasts`, `documents`."""
